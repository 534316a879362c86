"""Terms of a profile in, the same with every degree that another one shows out.

A degree shows a lower one only where nobody is admitted to it, or awarded it, without that: who studies for an LLM holds an
LLB. It ticks a requirement and adds nothing to a score.
"""

from __future__ import annotations

from collections.abc import Iterable

from recommender.tokens import stems

# Conditions of entry set by the Bar Council, the Pharmacy, Dental and Nursing Councils of India and the Council of
# Architecture; integrated law degrees are law degrees. An M.Tech is left out: an MCA or M.Sc leads there too.
_SHOWS = {
    "LLM": ("LLB",),
    "LLM IPR": ("LLM", "LLB"),
    "LLD": ("LLM", "LLB"),
    "BA LLB": ("LLB",),
    "BBA LLB": ("LLB",),
    "B.Com LLB": ("LLB",),
    "B.Sc LLB": ("LLB",),
    "B.Tech LLB": ("LLB",),
    "M.Pharm": ("B.Pharm",),
    "MDS": ("BDS",),
    "MPT": ("BPT",),
    "M.Sc Nursing": ("B.Sc Nursing",),
    "M.Arch": ("B.Arch",),
}


def _term(name: str) -> str:
    return " ".join(stems(name))


_TERMS = {_term(degree): frozenset(map(_term, lower)) for degree, lower in _SHOWS.items()}


def with_degrees_shown(terms: Iterable[str]) -> frozenset[str]:
    """Terms, and those of the degrees that the degrees among them show.

    Parameters
    ----------
    terms : iterable of str
        Of a profile.

    Returns
    -------
    frozenset of str

    Examples
    --------
    >>> sorted(with_degrees_shown(["llm", "redact"]))
    ['llb', 'llm', 'redact']
    """
    held = frozenset(terms)
    return held.union(*(_TERMS[degree] for degree in _TERMS.keys() & held))
