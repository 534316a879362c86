"""Tokens in, rankings out: terms, cosines, confidence and reasons of each profile, compiled.

Row by row it does what the reference does in `recommender.analyser`, `vectors`, `scoring`, `ranker` and `confidence`,
in the same order of additions, so that every figure has the same bits.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from recommender.arrays import (
    CAPITALS,
    FORM,
    IS_BPO,
    IS_GENERAL,
    MEANS,
    SET_SIZE,
    SIX_BITS,
    Flags,
    Masks,
    Numbers,
    Reals,
)
from recommender.characters import ALPHA_BIT, BREAK_BIT, DASH_BIT, LOWER_BIT, SPACE_BIT
from recommender.compiling import compiled, inner
from recommender.rounding import STEPS

ROLES_SHOWN = 3
LITTLE, CLOSE, LOW, NOTHING, GENERAL, BPO, UNKNOWN, EMPTY = (1 << bit for bit in range(8))
MATCHES, IN_REVIEW, REFUSED = range(3)

# Compiled code looks twice at a place that could be negative: where it counts, places are unsigned.
_UNRESOLVED = -2
_NEWLINE, _DOT = ord("\n"), ord(".")
_WORD_BEFORE_STOP = 4
_MUCH = 6
# By the upper six bits of each power of two times `_SPREAD`, which all differ: the power.
_SPREAD, _UPPER = 0x03F79D71B4CB0A89, 58
_POWERS = np.argsort([(_SPREAD << power >> _UPPER) & SIX_BITS for power in range(SET_SIZE)])


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
    stamp, marked : ndarray of shape (1,)
        The current number; that with which `present` was set last.
    seen, present : ndarray of shape (at least n_stems,)
        Terms said; stems that stand in the profile.
    said : ndarray of shape (at least n_stems + 1,)
        Terms that the catalogue knows, in the order in which they first stand.
    columns : ndarray of shape (n_terms,)
        Terms of the vocabulary, ascending.
    words, summary : ndarray of int64
        A bit for each term, and a bit for each word of `words`; none is set between two profiles.
    field_at : ndarray of shape (n_fields + 1,)
        Where the tokens of each field begin in what follows.
    stems, tokens : ndarray of shape (at least n_tokens + 1,)
        Tokens of a profile that have a stem.
    opens : ndarray of shape (at least n_tokens + 1,)
        Whether a field begins with a token of these, or what stands before it begins with a sign that ends a phrase.
    heads : ndarray of shape (at least n_tokens + 1,)
        Tokens of one field at which skills may begin.
    sums : ndarray of shape (n_documents,)
    scores : ndarray of shape (n_domains,)
    found : ndarray of int32
        Requirements of one domain.
    nodes : ndarray
        As long as the longest form.
    """

    stamp: Numbers
    marked: Numbers
    seen: Numbers
    present: Numbers
    said: Numbers
    columns: Numbers
    words: Masks
    summary: Masks
    field_at: Numbers
    stems: Numbers
    tokens: Numbers
    opens: Flags
    heads: Numbers
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


# ------------------------------------------------------------------------ words


@inner
def _lay_out(read: Any, desk: Any, fields: int, row: int, known: int) -> None:
    """Lay out the tokens of a profile, field after field."""
    count, end = 0, 0
    for k in range(fields):
        desk.field_at[k] = count
        for token in range(read.first[row * fields + k], read.last[row * fields + k]):
            this, to = np.uint32(token), np.uint32(count)
            stem = read.stem_of[np.uint32(read.entries[this])]
            if stem >= 0:
                desk.stems[to], desk.tokens[to] = stem, token
                desk.opens[to] = (read.bits[read.points[np.uint32(end)]] & BREAK_BIT != 0) & (end < read.starts[this])
                end = read.stops[this]
                count += 1
        desk.opens[desk.field_at[k]] = True
    desk.field_at[fields], desk.stems[count], desk.opens[count] = count, known, True


@inner
def _may_go_on(text: Any, desk: Any, node: int, i: int) -> bool:
    """Whether a node may have a child by a token's stem: two sets of 64 bits leave few searches that fail."""
    this = np.uint32(i)
    stem = min(desk.stems[this], len(text.root) - 1)
    children, parents = text.child_mask[np.uint32(node)], text.parent_mask[np.uint32(stem)]
    may = (children >> (stem & SIX_BITS)) & (parents >> (node & SIX_BITS)) & 1
    return (may != 0) & ~desk.opens[this]


@inner
def _say_words(read: Any, text: Any, desk: Any, a: int, b: int, said: int) -> tuple[int, int, int]:
    """Say the words of a field, and list its tokens at which skills may begin.

    How many terms are listed, how many words the catalogue does not know, how many tokens. There are no branches, since
    no processor guesses which words come first here, and where skills begin.
    """
    stamp, known = desk.stamp[0], len(text.root) - 1
    strange, heads = 0, 0
    for i in range(a, b):
        stem = desk.stems[np.uint32(i)]
        place = np.uint32(stem)
        word, before = read.is_word[place], desk.seen[place]
        new = word & (before != stamp)
        desk.seen[place] = stamp if word else before
        desk.said[np.uint32(said)] = stem
        said += new & (stem < known)
        strange += new & (stem >= known)
        node = text.root[np.uint32(min(stem, known))]
        desk.heads[np.uint32(heads)] = i
        heads += (text.node_bits[np.uint32(node)] != 0) | _may_go_on(text, desk, node, i + 1)
    return said, strange, heads


# ----------------------------------------------------------------------- skills


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
def _in_capitals(read: Any, start: int, token: int, field: int) -> bool:
    if not read.capital[read.entries[token]]:
        return False
    return _line_has_small(read.points, read.bits, start, read.ends[field], read.starts[token])


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
def _mark_present(desk: Any, tokens: int) -> None:
    """Mark the stems of a profile, for the abbreviations that ask for them, if that is not yet done."""
    stamp = desk.stamp[0]
    if desk.marked[0] != stamp:
        desk.marked[0] = stamp
        for i in range(tokens):
            desk.present[desk.stems[i]] = stamp


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
    means, best = _UNRESOLVED, 0
    for meaning in range(text.meaning_at[node], text.meaning_at[node + 1]):
        count = _witnesses(text, meaning, present, stamp)
        if count > best:
            means, best = text.meaning[meaning], count
        elif count == best and count > 0 and text.meaning[meaning] != means:
            means = _UNRESOLVED
    return means


@inner
def _say_terms(terms: Any, a: int, b: int, desk: Any, said: int) -> int:
    stamp = desk.stamp[0]
    for at in range(a, b):
        term = terms[np.uint32(at)]
        desk.said[np.uint32(said)] = term
        said += desk.seen[np.uint32(term)] != stamp
        desk.seen[np.uint32(term)] = stamp
    return said


@inner
def _parted(read: Any, start: int, before: int, token: int) -> bool:
    """Whether no phrase runs on across what stands between two tokens, of a text that begins at `start`.

    Unless that begins with a sign that ends a phrase by itself: `_lay_out` has looked at that.
    """
    points, bits, a, b = read.points, read.bits, read.stops[before], read.starts[token]
    if b <= a + 1:
        return False
    for i in range(a, b):
        kind = bits[points[i]]
        if kind & BREAK_BIT:
            return True
        if kind & DASH_BIT and a < i < b - 1 and bits[points[i - 1]] & SPACE_BIT and bits[points[i + 1]] & SPACE_BIT:
            return True
    if points[a] != _DOT:
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
def _walk(read: Any, text: Any, desk: Any, start: int, i: int) -> int:
    """Follow the tree along the tokens from one on, up to the end of their field; how many nodes."""
    node, depth = text.root[min(desk.stems[i], len(text.root) - 1)], 1
    desk.nodes[0] = node
    while _may_go_on(text, desk, node, i + depth):
        if _parted(read, start, desk.tokens[i + depth - 1], desk.tokens[i + depth]):
            break
        node = _child(text, node, desk.stems[i + depth])
        if node < 0:
            break
        desk.nodes[depth] = node
        depth += 1
    return depth


@inner
def _say_skills(read: Any, text: Any, desk: Any, field: int, tokens: int, heads: int, said: int) -> tuple[int, int]:
    """Say the skills of a field; how many terms are listed, and the bits of its nodes."""
    start = read.ends[field - 1] if field else 0
    signs, covered = 0, -1
    for head in range(heads):
        i = desk.heads[head]
        for length in range(_walk(read, text, desk, start, i), 0, -1):
            node, last = desk.nodes[length - 1], i + length - 1
            bits = text.node_bits[node]
            signs |= bits
            if bits & MEANS and last > covered:
                meaning = _UNRESOLVED
                if not bits & CAPITALS or _in_capitals(read, start, desk.tokens[i], field):
                    _mark_present(desk, tokens)
                    meaning = _resolve(text, node, desk.present, desk.stamp[0])
                if meaning != _UNRESOLVED:
                    covered = last
                    if meaning >= 0:
                        said = _say_terms(
                            text.skill_term, text.skill_at[meaning], text.skill_at[meaning + 1], desk, said
                        )
                    continue
            if bits & FORM:
                covered = max(covered, last)
                said = _say_terms(text.node_term, text.node_at[node], text.node_at[node + 1], desk, said)
    return said, signs


@inner
def _say_all(read: Any, text: Any, desk: Any, fields: int, row: int) -> tuple[int, int, int]:
    """Say all terms of a profile; how many are listed, how many words are strange, and bits of signs."""
    desk.stamp[0] += 1
    _lay_out(read, desk, fields, row, len(text.root) - 1)
    said, strange, signs = 0, 0, 0
    for k in range(fields):
        a, b = desk.field_at[k], desk.field_at[k + 1]
        said, more, heads = _say_words(read, text, desk, a, b, said)
        said, found = _say_skills(read, text, desk, row * fields + k, desk.field_at[fields], heads, said)
        strange += more
        signs |= found
    return said, strange, signs


# ---------------------------------------------------------------------- cosines


@inner
def _lowest(word: int) -> int:
    """Place of the lowest bit that is set."""
    return _POWERS[((word & -word) * _SPREAD >> _UPPER) & SIX_BITS]


@inner
def _sort_columns(desk: Any, said: int, terms: int) -> int:
    """List the said terms of the vocabulary, ascending; how many.

    Each sets a bit of `words`, and each word with a bit a bit of `summary`; then the bits are walked and cleared.
    """
    for i in range(said):
        term = desk.said[np.uint32(i)]
        if term < terms:
            desk.words[np.uint32(term >> 6)] |= 1 << (term & SIX_BITS)
            desk.summary[np.uint32(term >> 12)] |= 1 << ((term >> 6) & SIX_BITS)
    count = 0
    for k in range(len(desk.summary)):
        some = desk.summary[k]
        desk.summary[k] = 0
        while some:
            at = SET_SIZE * k + _lowest(some)
            some &= some - 1
            word = desk.words[at]
            desk.words[at] = 0
            while word:
                desk.columns[count] = SET_SIZE * at + _lowest(word)
                count += 1
                word &= word - 1
    return count


@inner
def _cosines(score: Any, desk: Any, said: int) -> int:
    """Sum up the cosine with every document; how many columns of the vocabulary the profile has."""
    count = _sort_columns(desk, said, len(score.idf))
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


# ----------------------------------------------------------------------- status


@inner
def _matched(score: Any, desk: Any, domain: int, said: int) -> int:
    """List what a domain asks for and the profile shows, what weighs most first; how many."""
    count = 0
    for i in range(said):
        term = desk.said[np.uint32(i)]
        if not (score.required_mask[np.uint32(term)] >> (domain & SIX_BITS)) & 1:
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
    total, known = 0.0, 0
    for i in range(said):
        term = desk.said[i]
        total += score.other_work[term]
        known += score.other_known[term]
    return total / math.sqrt(known) if known else 0.0


@inner
def _asked_terms(score: Any, desk: Any, domain: int, columns: int) -> int:
    """How many columns a domain's own document has; the masks alone say it where every domain has a bit of its own."""
    count, sure = 0, len(score.own) - 1 <= SET_SIZE
    for i in range(columns):
        column = desk.columns[i]
        may = (score.asked_mask[column] >> (domain & SIX_BITS)) & 1
        if sure:
            count += may
        elif may:
            for at in range(score.asked_at[column], score.asked_at[column + 1]):
                if score.asked_domain[at] == domain:
                    count += 1
                    break
    return count


@inner
def _is_telling(score: Any, desk: Any, matched: int, words: int) -> bool:
    telling = 0
    for i in range(matched):
        if score.telling[desk.found[i]]:
            telling += 1
            if score.entry[desk.found[i]]:
                return True
    return telling * _MUCH >= words


@inner
def _judge(
    score: Any, desk: Any, said: int, words: int, columns: int, domain: int, best: float, second: float
) -> tuple[int, int, float, int]:
    """Status, reasons and confidence of a profile whose first domain is known, and how many of its requirements match."""
    skills = _matched(score, desk, domain, said)
    lead = (best - second) / best
    asked = _asked_terms(score, desk, domain, columns)
    weights = score.settings
    x = weights[1]
    x += weights[2] * math.log(best)
    x += weights[3] * lead
    x += weights[4] * math.log1p(asked)
    x += weights[5] * math.log1p(skills)
    x += weights[6] * math.log1p(words)
    x += weights[7] * _other_work(score, desk, said)
    confidence = _round(1.0 / (1.0 + math.exp(-max(-700.0, min(700.0, x)))))
    refuse, match, close, little = weights[8], weights[9], weights[10], weights[11]
    if confidence < refuse and not _is_telling(score, desk, skills, words):
        return REFUSED, NOTHING, confidence, skills
    reasons = LITTLE * (asked < little) | CLOSE * (lead < close) | LOW * (confidence < match)
    return IN_REVIEW if reasons else MATCHES, reasons, confidence, skills


@inner
def _is_blank(read: Any, start: int, end: int) -> bool:
    for i in range(start, end):
        if not read.bits[read.points[i]] & SPACE_BIT:
            return False
    return True


# --------------------------------------------------------------------- rankings


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
    a = b = c = -1
    first = second = third = -1.0
    for document in range(score.own[domain] + 1, score.own[domain + 1]):
        key = _round(desk.sums[document])
        # Without a branch: each of `ROLES_SHOWN` keeps its place, takes the new one, or takes what stood before it.
        c = b if key > second else document if key > third else c
        third = second if key > second else max(third, key)
        b = a if key > first else document if key > second else b
        second = first if key > first else max(second, key)
        a = document if key > first else a
        first = max(first, key)
    ranked.role[row, place, 0], ranked.role_score[row, place, 0] = a, min(first, 1.0)
    ranked.role[row, place, 1], ranked.role_score[row, place, 1] = b, min(second, 1.0)
    ranked.role[row, place, 2], ranked.role_score[row, place, 2] = c, min(third, 1.0)


@inner
def _list_place(
    score: Any, desk: Any, ranked: Ranked, row: int, place: int, slot: int, matched: int, most_missing: int
) -> bool:
    """List what matched (found beforehand) and what is missing for a ranked domain; False where there is no room."""
    stamp, role = desk.stamp[0], ranked.role[row, place, 0]
    at = ranked.listed_at[slot]
    if at + matched + score.need_at[role + 1] - score.need_at[role] > len(ranked.listed):
        return False
    for i in range(matched):
        ranked.listed[at + i] = desk.found[i]
    at += matched
    ranked.listed_at[slot + 1] = at
    last = at + most_missing
    for need in range(score.need_at[role], score.need_at[role + 1]):
        if at == last:
            break
        ranked.listed[at] = score.need[need]
        term = score.need_term[need]
        at += (term >= len(score.idf)) | (desk.seen[term] != stamp)
    ranked.listed_at[slot + 2] = at
    return True


@compiled
def rank_rows(
    read: Any,
    text: Any,
    score: Any,
    desk: Any,
    ranked: Any,
    allowed: Any,
    fields: int,
    places: int,
    most_missing: int,
    row: int,
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
    most_missing : int
        How many of what is missing are listed at most, the first ones.
    row : int
        Profile to begin with.

    Returns
    -------
    int
        One past the last profile; less where `ranked.listed` has no room: call again from there with more.
    """
    while row < len(ranked.status):
        said, strange, signs = _say_all(read, text, desk, fields, row)
        columns = _cosines(score, desk, said)
        first, best, second = _pool(score, desk)
        ranked.status[row], ranked.size[row], ranked.confidence[row] = REFUSED, 0, 0.0
        reasons, skills = NOTHING if columns else UNKNOWN, 0
        if first >= 0:
            ranked.status[row], reasons, ranked.confidence[row], skills = _judge(
                score, desk, said, said + strange, columns, first, best, second
            )
            ranked.size[row] = _best_domains(desk, allowed, ranked, row)
        if first >= 0 and ranked.size[row] == 0:
            ranked.status[row], reasons, ranked.confidence[row] = REFUSED, NOTHING, 0.0
        elif ranked.status[row] == REFUSED:
            start = read.ends[row * fields - 1] if row else 0
            blank = _is_blank(read, start, read.ends[row * fields + fields - 1])
            reasons = EMPTY if blank else BPO if signs & IS_BPO else GENERAL if signs & IS_GENERAL else reasons
        ranked.reasons[row] = reasons
        for place in range(ranked.size[row]):
            _best_roles(score, desk, ranked, row, place)
        for place in range(places):
            slot = 2 * (row * places + place)
            if place < ranked.size[row]:
                domain = ranked.domain[row, place]
                if place or domain != first:
                    skills = _matched(score, desk, domain, said)
                if not _list_place(score, desk, ranked, row, place, slot, skills, most_missing):
                    return row
            else:
                ranked.listed_at[slot + 1] = ranked.listed_at[slot + 2] = ranked.listed_at[slot]
        row += 1
    return row
