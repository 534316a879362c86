"""The fast path gives what the reference gives: every candidate, every figure, bit for bit."""

import copy
import gc
import pickle
import random
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommender import Profile, load_model
from recommender.analyser import Analyser
from recommender.build import build_model
from recommender.catalog_parse import parse_catalog
from recommender.frames import rank_frame
from recommender.headings import FIELDS
from recommender.identity import blank_hinted, blank_identity
from recommender.labelled import read_labelled
from recommender.lexicon import Lexicon
from recommender.rows import Options
from recommender.spelling import Speller
from recommender.tokens import _TOKEN, normal

pytest.importorskip("numba", reason="the fast path needs numba")

from recommender import compiling, fast, hint_kernels, identity, memo, scan_kernels, text_table
from recommender.arrays import ModelArrays
from recommender.characters import CharacterTable

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "eval"
LABELLED = [
    *(ROOT / "datasets" / "labelled" / name for name in ("own.csv", "profiles_a.csv", "profiles_b.csv", "cv")),
    *(SHARED / name for name in ("profiles_a.csv", "profiles_b.csv", "real_resumes.csv", "cv")),
]
# Letters that fold oddly, digits of other scripts, marks, joiners, signs that break or close a phrase.
ALPHABET = (
    "aAcCzZ.netNETſKıİß0123456789٣+#&'’`strevlmd _-–— \n\t,;:|\u0300\u0903\u200d\u00ad\u200bकिஅé漢😀²½Ⅷ\ud800\x00@/()"
)
PHRASES = (
    "I|i am|I'm|this is|myself|my name is|Maya|RAO|analyst|no|not|any|without|experience|in|of|never worked|interested|I do hereby|declare|"
    "state|s/o|D/O| - |:|Name|Father's Name|Email|\n|  |a@b.co|www.x|http://a|x.com/|98765 43210|1234 5678 9012|ABCDE1234F|hobbies|"
    "Address|\t|—|_|mobile|addreß|thiſ is|Tally|GST|LLB|MCA|IT|US GAAP|patent search|ICSR|Meddra|Pyhton|accrual|voice process|IC|CA|"
    "CS|10+2|B.Com.|C++|.NET|R&D|APIs|doc review|MS|PV|QC|excel|good communication|नर्स|B.Pharm"
).split("|")


@pytest.fixture(scope="module")
def model():
    """A copy of the packaged model that never leaves the reference."""
    made = copy.copy(load_model())
    made.fast_path = lambda _: None
    return made


@pytest.fixture(scope="module")
def ranker(model):
    return fast.FastRanker(model.ranker_)


def _same(model, ranker, profiles, **options):
    """Whether both paths recommend the same, and what they recommend."""
    expected = model.recommend_many(profiles, **options)
    texts = [Profile.fields_of(profile) for profile in profiles]
    found = ranker.recommend(texts, top_k=options.get("top_k", 5), reasons=options.get("reasons", True))
    assert expected == found
    return expected


def _text(rng):
    parts = [rng.choice(PHRASES) if rng.random() < 0.6 else _letters(rng) for _ in range(rng.randint(0, 12))]
    return rng.choice(["", " ", ", ", "\n", ". "]).join(parts)


def _letters(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(rng.randint(0, 9)))


# ------------------------------------------------------------- equal to the reference


@pytest.mark.parametrize("path", LABELLED, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_labelled_candidate(model, ranker, path):
    """Rankings, figures, reasons and lists of every labelled candidate are those of the reference."""
    if not path.exists():
        pytest.skip(f"{path.name} is only beside the developers' copies of the project")
    _same(model, ranker, [candidate.profile for candidate in read_labelled(path)], top_k=15)


def test_twenty_thousand_random_texts(model, ranker):
    """Random Unicode texts with phrases of the trade and of identity rank as by the reference."""
    rng = random.Random(11)
    profiles = [{field: _text(rng) for field in FIELDS} for _ in range(4_000)]
    results = _same(model, ranker, profiles, top_k=3)
    assert {"match", "review", "no_match"} == {result.status for result in results}


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=200), min_size=1), st.integers(1, 20))
def test_any_text(model, ranker, profile, top_k):
    """Any text ranks as by the reference, for any number of domains."""
    _same(model, ranker, [profile], top_k=top_k)


def test_among(model, ranker):
    """A choice of domains ranks as by the reference, also where none of them scores."""
    position = {domain.id: place for place, domain in enumerate(model.catalog_)}
    for ids in (["legal_services"], ["animation_design", "ip_research"], list(position)[::-1]):
        for text in ("LLB, patent search, contract drafting", "Tally", "", "qwerty"):
            expected = model.recommend(text, among=ids)
            allowed = {position[domain_id] for domain_id in ids}
            assert [expected] == ranker.recommend([{"text": text}], top_k=5, reasons=True, allowed=allowed)


def test_without_reasons(model, ranker):
    """Without reasons both paths leave what matched and what is missing empty."""
    (result,) = _same(model, ranker, [{"skills": "Tally, GST returns"}], reasons=False)
    assert ((), ()) == (result[0].matched, result[0].missing)


def test_own_catalogue(tiny_catalog):
    """A small catalogue ranks the same by both paths, and more places than domains stay empty."""
    model = build_model(tiny_catalog)
    model.fast_path = lambda _: None
    ranker = fast.FastRanker(model.ranker_)
    _same(model, ranker, [{"skills": "Tally Prime, rigging in Blender"}, {"text": "Tally"}, {"text": "x"}], top_k=9)


def test_more_domains_than_a_set_of_bits_tells_apart():
    """Of 140 domains some share a bit wherever 64 are kept as one number; they rank as by the reference."""
    rng = random.Random(12)
    words = [f"{a}{b}ing" for a in ("clamp", "fold", "weld", "grind", "stamp", "print") for b in "abcdefgh"]
    raw = [
        {"id": f"d{place}", "name": f"Domain {place}", "role": [_role(role, rng.sample(words, 4)) for role in range(2)]}
        for place in range(140)
    ]
    catalog = parse_catalog({"common": {}, "files": {one["id"]: one for one in raw}}, "many")
    model = build_model(catalog)
    model.fast_path = lambda _: None
    profiles = [{"skills": ", ".join(rng.sample(words, 6))} for _ in range(200)]
    results = _same(model, fast.FastRanker(model.ranker_), profiles, top_k=20)
    assert 100 < len({item.domain_id for result in results for item in result})


def _role(place, skills):
    return {"id": f"r{place}", "title": f"Role {place}", "must": {"skills": skills}}


def test_a_profile_is_blanked_once(model, ranker):
    """A `Profile` has passed the door: what it still holds is not looked at for names again."""
    text = "Resume\nMAYA RAO\nRUBY\nTally\nGST returns\nexcel"
    profile = Profile.from_text(text)
    (expected,) = model.recommend_many([profile])
    assert [expected] == ranker.recommend([profile.by_field()], top_k=5, reasons=True, blanked=True)


# --------------------------------------------------------------------------- frames


@pytest.mark.parametrize("reasons", [True, False])
@pytest.mark.parametrize("top_k", [1, 3, 17])
def test_frames(model, reasons, top_k):
    """A frame by columns is the frame by rows, cell by cell."""
    frame = pd.read_csv(ROOT / "datasets" / "samples" / "candidates.csv", dtype=str, keep_default_na=False)
    frame.loc[len(frame)] = ["C", *[""] * (len(frame.columns) - 1)]
    frame.loc[len(frame)] = ["D", *["qwerty"] * (len(frame.columns) - 1)]
    quick = copy.copy(load_model()).prepare()
    options, keep = Options(top_k, reasons=reasons), ("Remarks",)
    expected, counted = rank_frame(frame, model, options, keep=keep)
    found, also = rank_frame(frame, quick, options, keep=keep)
    pd.testing.assert_frame_equal(expected, found, check_dtype=False, check_exact=True)
    assert counted.statuses == also.statuses


def test_a_frame_of_many_blocks(model, monkeypatch):
    """How a frame is cut into blocks changes nothing."""
    frame = pd.DataFrame({"skills": ["Tally", "", "prior art search, Espacenet", "ICSR processing, Argus"] * 5})
    expected, _ = rank_frame(frame, model, Options())
    monkeypatch.setattr(fast, "BLOCK", 20)
    found, _ = rank_frame(frame, copy.copy(load_model()).prepare(), Options())
    pd.testing.assert_frame_equal(expected, found, check_dtype=False, check_exact=True)


# ------------------------------------------------------------------------- the steps


def _read(table, texts):
    """Code points of texts and where each ends; the table knows them all."""
    points = np.frombuffer(bytearray("".join(texts).encode("utf-32-le", "surrogatepass")), np.uint32)
    table.add_pages(points)
    return points, np.cumsum([len(text) for text in texts])


def _scan(bench, texts):
    """Code points of texts, their tokens and hints as one scan finds them, and how many tokens there are."""
    points, ends = _read(bench._characters, texts)
    found = scan_kernels.Tokens(
        *(np.empty(len(points), np.int32) for _ in range(3)), *(np.empty(len(texts), np.int32) for _ in range(2))
    )
    hints, knows = np.empty(len(texts), np.int32), (bench._characters.bits, bench._memo.words, bench._labels.labels)
    count = scan_kernels.scan_tokens(points, ends, np.arange(len(texts)), *knows, found, hints, 0)
    return points, ends, found, hints, count


def _bench(model):
    """A bench that knows no word and no label yet."""
    arrays = ModelArrays(model.ranker_)
    return fast._Bench(model.ranker_, arrays, memo.Memo(arrays, model.ranker_), memo.LabelMemo(), CharacterTable())


def test_tokens_are_those_of_the_pattern(model):
    """Token for token, the compiled scan finds the spans that the reference's pattern finds, and each is new at first."""
    rng = random.Random(5)
    texts = [_letters(rng) + _letters(rng) for _ in range(30_000)]
    _, ends, found, _, count = _scan(_bench(model), texts)
    expected = [
        (end - len(text) + one.start(), end - len(text) + one.end())
        for text, end in zip(texts, ends.tolist(), strict=True)
        for one in _TOKEN.finditer(text)
    ]
    assert expected == list(zip(found.starts[:count].tolist(), found.stops[:count].tolist(), strict=True))
    assert (found.entries[:count] == text_table.UNSEEN).all()
    assert [0, *found.last[:-1].tolist()] == found.first.tolist()
    assert len(expected) == count == found.last[-1]


def _look(bench, text):
    hints = np.empty(1, np.int32)
    points, ends = _read(bench._characters, [text])
    hint_kernels.hint_identity(points, ends, np.zeros(1, np.int64), bench._characters.bits, bench._labels.labels, hints)
    return int(hints[0])


@pytest.mark.parametrize("known", [False, True])
def test_hints_miss_nothing(model, known):
    """Where there is no hint of identity, blanking changes nothing; where there is one, the result is the same."""
    rng, bench = random.Random(6), _bench(model)
    texts = [_text(rng) for _ in range(15_000)]
    if known:
        bench._labels.learn(texts[:12_000])
    plain = 0
    for place, text in enumerate(texts):
        heads, hints = place % 2 == 0, _look(bench, text)
        blanked = blank_hinted(text, hints, lambda changed: _look(bench, changed), heads=heads)
        assert blank_identity(text, heads=heads) == blanked
        plain += hints == 0
    assert 0 < plain < len(texts)


def test_hints_in_passing_miss_nothing(model):
    """What the scan notes of words it knows is enough: a text without any hint holds nothing to blank."""
    rng, bench = random.Random(8), _bench(model)
    texts = [_text(rng) for _ in range(15_000)]
    bench.read(*_read(bench._characters, texts), blanked=True)
    bench._labels.learn(texts)
    _, _, found, hints, count = _scan(bench, texts)
    assert (found.entries[:count] != text_table.UNSEEN).all()
    plain = 0
    for place, (text, hint) in enumerate(zip(texts, hints.tolist(), strict=True)):
        if not hint & scan_kernels.LOOK_HINT:
            blanked = blank_hinted(text, hint, lambda _: identity.EVERY_HINT, heads=place % 2 == 0)
            assert blank_identity(text, heads=place % 2 == 0) == blanked
            plain += 1
    assert 1_000 < plain


def test_new_words_are_looked_at_when_they_may_mean_something(model):
    """Of texts with new words those alone are looked at character by character in which one may speak of identity."""
    texts = ["Tally quxly", "मीन quxly", "wwwq", "qwww.x", "abcde1234f", "café", "98765 43210", "Myself Maya", "GST"]
    bench, hints = _bench(model), np.zeros(9, np.int32)
    points, _, found, _, count = _scan(bench, texts)
    words = bench._learnt(points, bench._memo.words, found, hints, count)
    assert words is bench._memo.words
    assert [False, False, False, True, True, True, True, True, False] == (hints != 0).tolist()
    assert hints[hints != 0].tolist() == [scan_kernels.LOOK_HINT] * 5


def test_plain_prose_has_no_hint(model):
    """Ordinary text costs no second look, once its words are known."""
    text = "I have audited 14 clients since 2019, and I am a fresher no more. Not only Tally. - GST returns"
    bench = _bench(model)
    assert 0 == _look(bench, text)
    bench.read(*_read(bench._characters, [text]), blanked=False)
    assert [0] == _scan(bench, [text])[3].tolist()


# -------------------------------------------------------------------------- the memo


def test_words_on_one_place_stay_apart():
    """Words that crowd one small table are told apart letter by letter, and a word that is not there is not found."""
    words = ["tally", "tall", "tallyx", "yllat", "", "gst"]
    points, ends = _read(CharacterTable(), [*words, "tallz"])
    table = text_table.Table(7, np.full(16, -1, np.int32), np.zeros(9, np.int64), np.zeros(64, np.uint32))
    spans = list(pairwise([0, *ends.tolist()]))
    starts, stops = np.array(spans[:-1], np.int32).T
    entries = np.empty(6, np.int32)
    assert (6, 6) == text_table.enter_texts(0, points, starts.copy(), stops.copy(), table, entries)
    assert [0, 1, 2, 3, 4, 5] == entries.tolist()
    found = [text_table.find_entry(points, start, end, table) for start, end in spans]
    assert [0, 1, 2, 3, 4, 5, text_table.UNSEEN] == found


def test_a_table_grows_and_what_is_held_of_it_stays():
    """Texts are found after the table has grown many times; who holds an earlier state sees nothing of the later."""
    texts = [f"word {i}" * (1 + i % 5) for i in range(9_000)]
    points, ends = _read(CharacterTable(), texts)
    ends = ends.astype(np.int32)
    starts = np.append(np.int32(0), ends[:-1])
    grown = text_table.TextTable.empty()
    held, numbers = [], []
    for first in range(0, 9_000, 1_500):
        held.append((first, grown.table))
        said = slice(max(0, first - 100), first + 1_500)
        grown, entries = grown.entered(points, starts[said], ends[said])
        numbers += entries[-1_500:].tolist()
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    assert list(range(9_000)) == numbers == [text_table.find_entry(points, *span, grown.table) for span in spans]
    for count, table in held:
        found = [text_table.find_entry(points, *span, table) for span in spans[::97]]
        assert found == [i if i < count else text_table.UNSEEN for i in range(0, 9_000, 97)]


def _learned(learning, words):
    """Entries of words that stand one after the other in a text."""
    points, ends = _read(CharacterTable(), words)
    stops = ends.astype(np.int32)
    starts = stops - np.array([len(word) for word in words], np.int32)
    return learning.learn(learning.words, points, starts, stops)[1].tolist()


def test_a_word_is_learned_as_the_reference_reads_it(model, ranker):
    """Stem, case and whether it counts are those of the reference, however often and in whatever company a word comes."""
    rng, learning = random.Random(8), memo.Memo(ranker.arrays, model.ranker_)
    stems = rng.sample([term for term in model.vocabulary_ if term.isalpha()], 2_000)
    typed = [word[:3] + rng.choice("abcdefst") + word[4:] for word in stems]
    words = [
        *stems,
        *typed,
        *map(str.upper, stems),
        "APIs",
        "१२",
        "²",
        "R",
        "&",
        "10+2",
        "master's",
        "\u00ad",
        "a" * 5_000,
    ]
    words += filter(None, (_letters(rng) for _ in range(3_000)))
    rng.shuffle(words)
    entry_of, analyser = {}, model.ranker_.analyser
    for first in range(0, len(words), 700):
        said = words[max(0, first - 300) : first + 700]
        for word, entry in zip(said, _learned(learning, said), strict=True):
            assert entry == entry_of.setdefault(word, entry)
    assert sorted(entry_of.values()) == list(range(learning.count))
    meant = {word: analyser.mended[stem] for word in entry_of if (stem := normal(word))}
    numbers = {stem: int(learning.words.stem_of[entry_of[word]]) for word, stem in meant.items()}
    assert len(numbers) == len(set(numbers.values()))
    assert sum(meant[word] != normal(word) for word in meant) > 100
    for word, entry in entry_of.items():
        assert numbers.get(meant.get(word), text_table.UNSEEN) == learning.words.stem_of[entry]
        assert word.isupper() == learning.words.capital[entry]
    for stem, number in numbers.items():
        assert number < learning._stems
        assert ranker.arrays.ids.get(stem, max(number, len(ranker.arrays.ids))) == number
        assert analyser.is_word(stem) == learning.words.is_word[number]


@pytest.mark.parametrize("speller", [Speller({"voucher": 1}, frozenset()), None])
def test_slips_towards_what_the_catalogue_has_no_number_for(speller):
    """A slip and the word that was meant have one number, whichever comes first; without a speller they have two."""
    analyser = Analyser(Lexicon((), (), (), frozenset()), ["the"], speller)
    known = SimpleNamespace(ids={"the": 0, "audit": 1, "vuocher": 2}), SimpleNamespace(analyser=analyser)
    for order in (["voucxer", "voucher"], ["voucher", "voucxer"]):
        learning = memo.Memo(*known)
        entries = _learned(learning, [*order, "vuocher", "audit", "the", "12"])
        one, other, known_slip, *others, number = learning.words.stem_of[entries].tolist()
        assert [1, 0] == others
        assert (one == other == known_slip) if speller else (one != other and known_slip == 2)
        assert {one, other, number} == set(range(3, learning._stems))
        assert [False, True, True, False] == learning.words.is_word[[0, 1, one, number]].tolist()


def test_what_is_interrupted_leaves_no_trace(model, ranker, monkeypatch):
    """Where reading a word fails, the memo knows none of the words that came with it, and learns them the next time."""
    learning, other = (memo.Memo(ranker.arrays, model.ranker_) for _ in range(2))
    words = [f"w{number}" for number in range(5_000)]
    assert [0, 1] == _learned(learning, ["gst", "audits"]) == _learned(other, ["gst", "audits"])
    with monkeypatch.context() as patch:
        patch.setattr(memo, "normal", lambda word: word / 0)
        with pytest.raises(TypeError):
            _learned(learning, ["audits", *words])
    assert (2, 2) == (learning.count, np.count_nonzero(learning.words.table.slots != text_table.UNSEEN))
    assert _learned(other, words[::-1]) == _learned(learning, words[::-1])
    assert other.words.stem_of[: other.count].tolist() == learning.words.stem_of[: learning.count].tolist()


def test_the_memo_is_bounded(model, monkeypatch):
    """A list of ever new words does not grow the memo without end, and forgetting changes no result."""
    monkeypatch.setattr(memo, "_MOST_WORDS", 1_000)
    monkeypatch.setattr(memo, "_MOST_LABELS", 30)
    ranker = fast.FastRanker(model.ranker_)
    for block in range(8):
        profiles = [
            {"text": f"k{block} v{i}: " + " ".join(f"w{block}x{i}y{k}" for k in range(40)) + " Tally GST"}
            for i in range(20)
        ]
        _same(model, ranker, profiles)
        assert ranker.memo.count <= 1_000 + 20 * 43
        assert ranker._labels._table.size <= 31 + 20


def test_threads_learn_and_forget_together(model, monkeypatch):
    """Threads that share a small memo, each with words of its own, rank as the reference does."""
    monkeypatch.setattr(memo, "_MOST_WORDS", 400)
    ranker = fast.FastRanker(model.ranker_)
    texts = [
        {"text": f"Name: Maya {i}, Tally " + " ".join(f"w{i % 7}x{i * k % 61}" for k in range(30))} for i in range(300)
    ]
    expected = model.recommend_many(texts, top_k=3)
    with ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            found = list(pool.map(lambda one: ranker.recommend([one], top_k=3, reasons=True)[0], texts))
            assert expected == found


def test_more_lists_than_room(model, ranker):
    """Profiles that show and lack more than was foreseen are ranked whole."""
    skills = ", ".join(sorted(set(model.catalog_.requirement_names()))[:2_000])
    _same(model, ranker, [{"skills": skills}, {"skills": "Tally"}, {"skills": skills}], top_k=15)


def test_characters_are_learnt_when_they_are_met(model):
    """A character of any plane, wherever it stands, is known when tokens are cut, also behind what is cut by what follows."""
    bench = _bench(model)
    for text in (
        "C++\u212a",
        ".net\u017f",
        "it's\u0939x",
        "it\u2019s",
        "10+\u0663",
        "a\U0001d7d8",
        "\U0001f600",
        "\ud800",
        "x",
    ):
        points, ends = memo.code_points(text), np.array([len(text)])
        read = bench.read(points, ends, blanked=True)
        spans = list(zip(read.starts[: read.last[0]].tolist(), read.stops[: read.last[0]].tolist(), strict=True))
        assert [found.span() for found in _TOKEN.finditer(text)] == spans


def test_every_page_is_read_off_the_patterns():
    """The bits of every page of the first planes say what the methods of strings say."""
    table = CharacterTable()
    known = table.bits
    table.add_pages(np.arange(0x3000, dtype=np.uint32))
    assert not known[0x100:].any()
    for point in range(0, 0x3000, 0x100):
        for character in map(chr, range(point, point + 0x100)):
            bits = int(table.bits[ord(character)])
            assert character.isspace() == bool(bits & scan_kernels.SPACE_BIT)
            assert character.isalpha() <= bool(bits & scan_kernels.WORD_BIT)
            assert character.isdecimal() == bool(bits & scan_kernels.DIGIT_BIT)


# -------------------------------------------------------------------------- the switch


def test_it_begins_when_it_pays(monkeypatch):
    """A few profiles are ranked by the reference; the fast path begins with the thousand, or the twenty thousand uncompiled."""
    model = copy.copy(load_model())
    model.restore(
        model.catalog_,
        model.vocabulary_,
        model.idf_,
        model.counts_,
        model.other_work_,
        model.targets_,
        model.guarded_words_,
    )
    monkeypatch.setattr(fast, "is_compiled", lambda: False)
    assert model.fast_path(999) is None
    assert model.fast_path(19_000) is None
    assert model.fast_path(1) is not None


def test_compiled_code_of_an_earlier_process_is_used_at_once(monkeypatch):
    """Where machine code is at hand, a thousand profiles are enough."""
    model = build_model(load_model().catalog_)
    monkeypatch.setattr(fast, "is_compiled", lambda: True)
    assert model.fast_path(999) is None
    assert model.fast_path(1) is not None


def test_machine_code_is_kept(ranker):
    """After the first ranking, machine code lies at hand for the next process."""
    ranker.recommend([{"text": "Tally"}], top_k=1, reasons=True)
    assert compiling.is_at_hand(fast.rank_rows)


def test_it_comes_ready_and_is_made_without_the_collector(monkeypatch):
    """Who is given the fast path need not wait for machine code: it has ranked before; the collector rests meanwhile."""
    seen = []

    class Seeing(fast.FastRanker):
        def recommend(self, profiles, **options):
            seen.append((gc.isenabled(), len(profiles)))
            return super().recommend(profiles, **options)

    monkeypatch.setattr(fast, "FastRanker", Seeing)
    made = build_model(load_model().catalog_).fast_path(20_000)
    assert isinstance(made, Seeing)
    assert [(False, 1)] == seen
    assert gc.isenabled()


def test_models_travel(model):
    """A model that has made its fast path ready can be pickled and copied; the copy ranks the same."""
    ready = build_model(model.catalog_).prepare()
    again = pickle.loads(pickle.dumps(ready))
    assert (
        ready.recommend("Tally, GST") == again.recommend("Tally, GST") == copy.deepcopy(ready).recommend("Tally, GST")
    )


def test_lists_of_an_answer_follow_each_other(ranker):
    """Each list begins where the one before ends."""
    ranked = ranker.rank(["", "Tally, GST", "", "", ""] * 3, top_k=2, places=2)
    assert all(a <= b for a, b in pairwise(ranked.listed_at.tolist()))
    assert 13 == len(ranked.listed_at)
