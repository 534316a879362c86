"""Tokens in, rankings out: terms, cosines, confidence and reasons of each profile, compiled.

Row by row it does what the reference does in `recommender.analyser`, `vectors`, `scoring`, `ranker` and `confidence`,
in the same order of additions, so that every figure has the same bits.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import Flags, Numbers, Reals
from recommender.characters import ALPHA_BIT, BREAK_BIT, DASH_BIT, LOWER_BIT, SPACE_BIT
from recommender.compiling import compiled, inner
from recommender.rounding import STEPS

ROLES_SHOWN = 3
LITTLE, CLOSE, LOW, NOTHING, GENERAL, BPO, UNKNOWN, EMPTY = (1 << bit for bit in range(8))
MATCHES, IN_REVIEW, REFUSED = range(3)

_UNRESOLVED = -2
_NEWLINE, _DOT = ord("\n"), ord(".")
_WORD_BEFORE_STOP = 4
_MUCH = 6


class Read(NamedTuple):
    """A block of profiles, cut into tokens: `fields` texts a profile.

    Attributes
    ----------
    points, bits, ends, starts, stops, entries, first, last
        See `recommender.scan_kernels`.
    stem_of : ndarray of int32
        Number of each entry's stem, slips mended; -1 for an entry without one.
    capital : ndarray of bool
        Whether an entry is written in capitals.
    is_word : ndarray of bool
        Whether a stem is a term by itself.
    """

    points: NDArray[np.uint32]
    bits: NDArray[np.uint16]
    ends: NDArray[np.int64]
    starts: Numbers
    stops: Numbers
    entries: Numbers
    first: Numbers
    last: Numbers
    stem_of: Numbers
    capital: Flags
    is_word: Flags


class Desk(NamedTuple):
    """Room to work in, kept between calls; what is stamped with the current number is set.

    Attributes
    ----------
    stamp : ndarray of shape (1,)
        The current number.
    seen, present : ndarray of shape (at least n_stems,)
        Terms said; stems that stand in the profile.
    said, columns : ndarray of shape (at least n_stems,)
        Terms in the order in which they first stand; columns.
    stems, tokens, opens : ndarray of shape (at least n_tokens,)
        Tokens of one field.
    sums : ndarray of shape (n_documents,)
    scores : ndarray of shape (n_domains,)
    found : ndarray of int32
        Requirements of one domain.
    nodes : ndarray
        As long as the longest form.
    """

    stamp: Numbers
    seen: Numbers
    present: Numbers
    said: Numbers
    columns: Numbers
    stems: Numbers
    tokens: Numbers
    opens: Flags
    sums: Reals
    scores: Reals
    found: Numbers
    nodes: Numbers


class Ranked(NamedTuple):
    """What is found of a block of profiles.

    Attributes
    ----------
    status, reasons : ndarray of shape (n_profiles,)
        Code; bits.
    confidence : ndarray of shape (n_profiles,)
    size : ndarray of shape (n_profiles,)
        How many domains are ranked, at most `top_k`.
    domain, score : ndarray of shape (n_profiles, top_k)
    role, role_score : ndarray of shape (n_profiles, top_k, 3)
        Documents of the best roles (-1 for none) and their cosines.
    listed_at : ndarray of shape (n_profiles * places * 2 + 1,)
        Where in `listed` each list begins: what matched and what is missing, for each explained place of each profile.
    listed : ndarray of int32
        Numbers of requirements.
    """

    status: Numbers
    reasons: Numbers
    confidence: Reals
    size: Numbers
    domain: Numbers
    score: Reals
    role: Numbers
    role_score: Reals
    listed_at: NDArray[np.int64]
    listed: Numbers


@inner
def _round(value: float) -> float:
    return np.rint(value * STEPS) / STEPS


@inner
def _parted(points: Any, bits: Any, start: int, a: int, b: int) -> bool:
    """Whether no phrase runs on across what stands between two tokens, of a text that begins at `start`."""
    for i in range(a, b):
        kind = bits[points[i]]
        if kind & BREAK_BIT:
            return True
        if kind & DASH_BIT and a < i < b - 1 and bits[points[i - 1]] & SPACE_BIT and bits[points[i + 1]] & SPACE_BIT:
            return True
    if a == b or points[a] != _DOT:
        return False
    i = a
    while i < b and points[i] == _DOT:
        i += 1
    if i == b or not bits[points[i]] & SPACE_BIT or a - start < _WORD_BEFORE_STOP:
        return False
    for k in range(a - _WORD_BEFORE_STOP, a):
        if not bits[points[k]] & ALPHA_BIT:
            return False
    return True


@inner
def _line_has_small(points: Any, bits: Any, start: int, end: int, place: int) -> bool:
    """Whether the line of a text around a place holds a small letter: only then do capitals mean something."""
    i = place
    while i >= start and points[i] != _NEWLINE:
        if bits[points[i]] & LOWER_BIT:
            return True
        i -= 1
    i = place
    while i < end and points[i] != _NEWLINE:
        if bits[points[i]] & LOWER_BIT:
            return True
        i += 1
    return False


@inner
def _child(text: Any, node: int, stem: int) -> int:
    """The child of a node by a stem; -1 for none."""
    low, high = text.child_at[node], text.child_at[node + 1]
    while low < high:
        middle = (low + high) // 2
        found = text.child_stem[middle]
        if found == stem:
            return text.child[middle]
        if found < stem:
            low = middle + 1
        else:
            high = middle
    return -1


@inner
def _witnesses(text: Any, meaning: int, present: Any, stamp: int) -> int:
    """How many groups of near words of a meaning stand in the profile."""
    count = 0
    for group in range(text.group_at[meaning], text.group_at[meaning + 1]):
        whole = 1
        for part in range(text.part_at[group], text.part_at[group + 1]):
            if present[text.part[part]] != stamp:
                whole = 0
                break
        count += whole
    return count


@inner
def _resolve(text: Any, node: int, present: Any, stamp: int) -> int:
    """The skill that an abbreviation means here; -1 for nothing that counts, -2 if its context does not decide."""
    first, best = -1, 0
    for meaning in range(text.meaning_at[node], text.meaning_at[node + 1]):
        count = _witnesses(text, meaning, present, stamp)
        if count > best:
            first, best = meaning, count
    if best == 0:
        return _UNRESOLVED
    for meaning in range(first + 1, text.meaning_at[node + 1]):
        if text.meaning[meaning] != text.meaning[first] and _witnesses(text, meaning, present, stamp) == best:
            return _UNRESOLVED
    return text.meaning[first]


@inner
def _say_skill(text: Any, skill: int, desk: Any, stamp: int, said: int) -> int:
    for at in range(text.skill_at[skill], text.skill_at[skill + 1]):
        term = text.skill_term[at]
        if desk.seen[term] != stamp:
            desk.seen[term] = stamp
            desk.said[said] = term
            said += 1
    return said


@inner
def _read_field(read: Any, desk: Any, field: int, start: int, said: int) -> tuple[int, int]:
    """Say the words of a field, and lay out its tokens; how many terms are said, and how many tokens there are."""
    stamp = desk.stamp[0]
    count, end = 0, start
    for token in range(read.first[field], read.last[field]):
        stem = read.stem_of[read.entries[token]]
        if stem < 0:
            continue
        if read.is_word[stem] and desk.seen[stem] != stamp:
            desk.seen[stem] = stamp
            desk.said[said] = stem
            said += 1
        desk.stems[count], desk.tokens[count] = stem, token
        desk.opens[count] = count == 0 or _parted(read.points, read.bits, start, end, read.starts[token])
        end = read.stops[token]
        count += 1
    return said, count


@inner
def _find_skills(read: Any, text: Any, desk: Any, field: int, start: int, count: int, said: int) -> tuple[int, int]:
    """Say the skills of a field; how many terms are said, and bits of BPO marks and general skills."""
    stamp, known = desk.stamp[0], len(text.root)
    signs, run_end, covered = 0, 0, -1
    for i in range(count):
        if desk.opens[i]:
            run_end = i + 1
            while run_end < count and not desk.opens[run_end]:
                run_end += 1
            covered = i - 1
        node = text.root[desk.stems[i]] if desk.stems[i] < known else -1
        if node < 0:
            continue
        depth = 0
        while node >= 0:
            desk.nodes[depth] = node
            depth += 1
            if i + depth == run_end or depth == len(desk.nodes) or desk.stems[i + depth] >= known:
                break
            node = _child(text, node, desk.stems[i + depth])
        for length in range(depth, 0, -1):
            node, last = desk.nodes[length - 1], i + length - 1
            signs |= BPO * text.bpo[node] | GENERAL * text.general[node]
            if last > covered and text.meaning_at[node + 1] > text.meaning_at[node]:
                meaning = _UNRESOLVED
                if not text.capitals[node] or _in_capitals(read, desk.tokens[i], start, read.ends[field]):
                    meaning = _resolve(text, node, desk.present, stamp)
                if meaning != _UNRESOLVED:
                    covered = last
                    if meaning >= 0:
                        said = _say_skill(text, meaning, desk, stamp, said)
                    continue
            for at in range(text.form_at[node], text.form_at[node + 1]):
                covered = max(covered, last)
                said = _say_skill(text, text.form[at], desk, stamp, said)
    return said, signs


@inner
def _in_capitals(read: Any, token: int, start: int, end: int) -> bool:
    if not read.capital[read.entries[token]]:
        return False
    return _line_has_small(read.points, read.bits, start, end, read.starts[token])


@inner
def _sort(values: Any, count: int) -> None:
    """Sort the first values, ascending (Shell's method, the gaps 3k + 1)."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for i in range(gap, count):
            value, at = values[i], i
            while at >= gap and values[at - gap] > value:
                values[at] = values[at - gap]
                at -= gap
            values[at] = value
        gap //= 3


@inner
def _cosines(score: Any, desk: Any, said: int) -> int:
    """Sum up the cosine with every document; how many columns of the vocabulary the profile has."""
    terms, count = len(score.idf), 0
    for i in range(said):
        if desk.said[i] < terms:
            desk.columns[count] = desk.said[i]
            count += 1
    _sort(desk.columns, count)
    square = 0.0
    for i in range(count):
        square += score.idf[desk.columns[i]] * score.idf[desk.columns[i]]
    length = math.sqrt(square) if square > 0.0 else 1.0
    desk.sums[:] = 0.0
    for i in range(count):
        column = desk.columns[i]
        value = score.idf[column] / length
        for at in range(score.posting_at[column], score.posting_at[column + 1]):
            desk.sums[score.posting_document[at]] += value * score.posting_value[at]
    return count


@inner
def _pool(score: Any, desk: Any) -> tuple[int, float, float]:
    """Score every domain; position and score of the first (-1 where none scores), score of the second."""
    share = score.settings[0]
    first, best, second = -1, 0.0, 0.0
    for domain in range(len(score.own) - 1):
        own = score.own[domain]
        best_role = desk.sums[own + 1]
        for document in range(own + 2, score.own[domain + 1]):
            best_role = max(best_role, desk.sums[document])
        value = _round(min(max(share * desk.sums[own] + (1.0 - share) * best_role, 0.0), 1.0))
        desk.scores[domain] = value
        if value > best:
            first, best, second = domain, value, best
        elif value > second:
            second = value
    return first, best, second


@inner
def _matched(score: Any, desk: Any, domain: int, said: int) -> int:
    """List what a domain asks for and the profile shows, what weighs most first; how many."""
    terms, count = len(score.idf), 0
    for i in range(said):
        term = desk.said[i]
        if term >= terms:
            continue
        for at in range(score.required_at[term], score.required_at[term + 1]):
            if score.required_domain[at] == domain:
                number = score.required[at]
                place = count
                while place > 0 and score.minus_weight[desk.found[place - 1]] > score.minus_weight[number]:
                    desk.found[place] = desk.found[place - 1]
                    place -= 1
                desk.found[place] = number
                count += 1
                break
    return count


@inner
def _other_work(score: Any, desk: Any, said: int) -> float:
    total, known, size = 0.0, 0, len(score.other_work)
    for i in range(said):
        term = desk.said[i]
        if term < size and not math.isnan(score.other_work[term]):
            total += score.other_work[term]
            known += 1
    return total / math.sqrt(known) if known else 0.0


@inner
def _asked_terms(score: Any, desk: Any, domain: int, columns: int) -> int:
    count = 0
    for i in range(columns):
        column = desk.columns[i]
        for at in range(score.asked_at[column], score.asked_at[column + 1]):
            if score.asked_domain[at] == domain:
                count += 1
                break
    return count


@inner
def _is_telling(score: Any, desk: Any, matched: int, said: int) -> bool:
    telling = 0
    for i in range(matched):
        if score.telling[desk.found[i]]:
            telling += 1
            if score.entry[desk.found[i]]:
                return True
    return telling * _MUCH >= said


@inner
def _judge(
    score: Any, desk: Any, said: int, columns: int, domain: int, best: float, second: float
) -> tuple[int, int, float]:
    """Status, reasons and confidence of a profile whose first domain is known."""
    skills = _matched(score, desk, domain, said)
    lead = (best - second) / best
    asked = _asked_terms(score, desk, domain, columns)
    weights = score.settings
    x = weights[1]
    x += weights[2] * math.log(best)
    x += weights[3] * lead
    x += weights[4] * math.log1p(asked)
    x += weights[5] * math.log1p(skills)
    x += weights[6] * math.log1p(said)
    x += weights[7] * _other_work(score, desk, said)
    confidence = _round(1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, x)))))
    refuse, match, close, little = weights[8], weights[9], weights[10], weights[11]
    if confidence < refuse and not _is_telling(score, desk, skills, said):
        return REFUSED, NOTHING, confidence
    reasons = LITTLE * (asked < little) | CLOSE * (lead < close) | LOW * (confidence < match)
    return IN_REVIEW if reasons else MATCHES, reasons, confidence


@inner
def _is_blank(read: Any, start: int, end: int) -> bool:
    for i in range(start, end):
        if not read.bits[read.points[i]] & SPACE_BIT:
            return False
    return True


@inner
def _best_domains(desk: Any, allowed: Any, ranked: Ranked, row: int) -> int:
    """Rank the allowed domains that score, ties in the catalogue's order; how many of the first are kept."""
    count, most = 0, ranked.domain.shape[1]
    for domain in range(len(desk.scores)):
        value = desk.scores[domain]
        if value <= 0.0 or not allowed[domain] or (count == most and value <= ranked.score[row, most - 1]):
            continue
        place = count if count < most else most - 1
        while place > 0 and ranked.score[row, place - 1] < value:
            ranked.score[row, place] = ranked.score[row, place - 1]
            ranked.domain[row, place] = ranked.domain[row, place - 1]
            place -= 1
        ranked.score[row, place], ranked.domain[row, place] = value, domain
        count = min(count + 1, most)
    return count


@inner
def _best_roles(score: Any, desk: Any, ranked: Ranked, row: int, place: int) -> None:
    """Rank the roles of a ranked domain by their rounded cosine, ties in the catalogue's order."""
    domain = ranked.domain[row, place]
    count = 0
    for document in range(score.own[domain] + 1, score.own[domain + 1]):
        value = _round(min(desk.sums[document], 1.0))
        key = _round(desk.sums[document])
        at = count if count < ROLES_SHOWN else ROLES_SHOWN - 1
        if count == ROLES_SHOWN and key <= _round(desk.sums[ranked.role[row, place, at]]):
            continue
        while at > 0 and _round(desk.sums[ranked.role[row, place, at - 1]]) < key:
            ranked.role[row, place, at] = ranked.role[row, place, at - 1]
            ranked.role_score[row, place, at] = ranked.role_score[row, place, at - 1]
            at -= 1
        ranked.role[row, place, at], ranked.role_score[row, place, at] = document, value
        count = min(count + 1, ROLES_SHOWN)


@inner
def _list_place(score: Any, desk: Any, ranked: Ranked, row: int, place: int, slot: int, said: int) -> bool:
    """List what matched and what is missing for a ranked domain; False where there is no room."""
    stamp, terms = desk.stamp[0], len(score.idf)
    domain, role = ranked.domain[row, place], ranked.role[row, place, 0]
    at = ranked.listed_at[slot]
    matched = _matched(score, desk, domain, said)
    if at + matched + score.need_at[role + 1] - score.need_at[role] > len(ranked.listed):
        return False
    for i in range(matched):
        ranked.listed[at + i] = desk.found[i]
    at += matched
    ranked.listed_at[slot + 1] = at
    for need in range(score.need_at[role], score.need_at[role + 1]):
        term = score.need_term[need]
        if term >= terms or desk.seen[term] != stamp:
            ranked.listed[at] = score.need[need]
            at += 1
    ranked.listed_at[slot + 2] = at
    return True


@inner
def _say_all(read: Any, text: Any, desk: Any, fields: int, row: int) -> tuple[int, int, bool]:
    """Say all terms of a profile; how many, bits of signs, and whether it is blank."""
    desk.stamp[0] += 1
    stamp, known = desk.stamp[0], len(text.root)
    start = read.ends[row * fields - 1] if row else 0
    blank = _is_blank(read, start, read.ends[row * fields + fields - 1])
    for field in range(row * fields, row * fields + fields):
        for token in range(read.first[field], read.last[field]):
            stem = read.stem_of[read.entries[token]]
            if 0 <= stem < known:
                desk.present[stem] = stamp
    said, signs = 0, 0
    for field in range(row * fields, row * fields + fields):
        said, count = _read_field(read, desk, field, start, said)
        said, found = _find_skills(read, text, desk, field, start, count, said)
        signs |= found
        start = read.ends[field]
    return said, signs, blank


@compiled
def rank_rows(
    read: Any, text: Any, score: Any, desk: Any, ranked: Any, allowed: Any, fields: int, places: int, row: int
) -> int:
    """Rank the domains for each profile of a block.

    Parameters
    ----------
    read : Read
    text : TextArrays
    score : ScoreArrays
    desk : Desk
    ranked : Ranked
        Receives what is found.
    allowed : ndarray of shape (n_domains,), bool
        Domains to rank.
    fields : int
        Texts a profile.
    places : int
        For how many ranked domains of a profile what matched and what is missing is listed.
    row : int
        Profile to begin with.

    Returns
    -------
    int
        One past the last profile; less where `ranked.listed` has no room: call again from there with more.
    """
    while row < len(ranked.status):
        said, signs, blank = _say_all(read, text, desk, fields, row)
        columns = _cosines(score, desk, said)
        first, best, second = _pool(score, desk)
        ranked.status[row], ranked.size[row], ranked.confidence[row] = REFUSED, 0, 0.0
        reasons = NOTHING if columns else UNKNOWN
        if first >= 0:
            ranked.status[row], reasons, ranked.confidence[row] = _judge(
                score, desk, said, columns, first, best, second
            )
            ranked.size[row] = _best_domains(desk, allowed, ranked, row)
        if first >= 0 and ranked.size[row] == 0:
            ranked.status[row], reasons, ranked.confidence[row] = REFUSED, NOTHING, 0.0
        elif ranked.status[row] == REFUSED:
            reasons = EMPTY if blank else BPO if signs & BPO else GENERAL if signs & GENERAL else reasons
        ranked.reasons[row] = reasons
        for place in range(ranked.size[row]):
            _best_roles(score, desk, ranked, row, place)
        for place in range(places):
            slot = 2 * (row * places + place)
            if place < ranked.size[row]:
                if not _list_place(score, desk, ranked, row, place, slot, said):
                    return row
            else:
                ranked.listed_at[slot + 1] = ranked.listed_at[slot + 2] = ranked.listed_at[slot]
        row += 1
    return row
