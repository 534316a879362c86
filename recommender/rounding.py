"""A figure in, the figure to nine digits out: the one rounding that every path shares."""

from __future__ import annotations

DECIMALS = 9
STEPS = 10.0**DECIMALS


def rounded(value: float) -> float:
    """A figure to 9 digits, as `numpy.round` does it: the nearest whole number of billionths, halves to even.

    Examples
    --------
    >>> rounded(1 / 3)
    0.333333333
    """
    return round(value * STEPS) / STEPS
