"""Model folders: saved, read back, and refused when damaged."""

import gc
import hashlib
import json
import re
import shutil
import subprocess
import sys
import warnings
import zipfile

import numpy as np
import pytest

from recommender import KPORecommender, ModelError, Profile, RecommenderError, load_catalog, load_model, save_model
from recommender.background import Background
from recommender.catalog_parse import parse_catalog
from recommender.confidence import Calibration
from recommender.model_files import verify_model
from recommender.paths import packaged

FILES = ("catalog.json", "manifest.json", "model.npz")
BACKGROUND = Background(
    100,
    10,
    {"ledger": 30, "cook": 50, "bank": 8},
    {"ledger": 9, "cook": 0, "bank": 4},
    frozenset({"sketchi", "pointer"}),
)
PROFILES = (
    "ledger, audit, sketcch",
    "cook; paint",
    "bank",
    "",
    "zzgrblx",
    {"skills": ["audit", "sketch"], "name": "Maya"},
)


def _domain(domain_id, **roles):
    return {
        "id": domain_id,
        "name": domain_id.title(),
        "role": [{"id": r, "title": r, "must": {"skills": list(skills)}} for r, skills in roles.items()],
    }


@pytest.fixture(scope="module")
def small() -> KPORecommender:
    """A model of two domains with parameters other than the defaults."""
    raw = {
        "files": {
            "a.toml": _domain("alpha", clerk=("ledger", "audit trail"), teller=("ledger", "bank")),
            "b.toml": _domain("beta", painter=("sketch", "paint", "औज़ार")),
        },
        "common": {"stop_words": ["the"], "skills": {"audit trail": ["audit"]}},
    }
    calibration = Calibration(intercept=-1.5, weights=(0.1, 0.2, 0.3, 0.4, 0.5, 0.6), match_from=0.7)
    model = KPORecommender(own_weight=0.25, calibration=calibration)
    return model.fit(parse_catalog(raw, "small"), background=BACKGROUND)


@pytest.fixture(scope="module")
def saved(small, tmp_path_factory):
    """The small model's folder; copy it before damaging it."""
    folder = tmp_path_factory.mktemp("saved") / "model"
    save_model(small, folder)
    return folder


@pytest.fixture
def folder(saved, tmp_path):
    """A copy of the small model's folder."""
    return shutil.copytree(saved, tmp_path / "model")


def _bytes(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _seal(manifest):
    """The manifest with its own checksum, as whoever made a bad model would give it."""
    rest = {key: value for key, value in manifest.items() if key != "manifest_sha256"}
    text = json.dumps(rest, ensure_ascii=False, indent=1) + "\n"
    return {**rest, "manifest_sha256": hashlib.sha256(text.encode()).hexdigest()}


def _edit(folder, change):
    """Change the manifest's data, and its own checksum with it."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(_seal(manifest)), encoding="utf-8")


def _reseal(folder):
    """Give the manifest the checksums of the files as they are now."""
    found = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in ("model.npz", "catalog.json")}
    _edit(folder, lambda manifest: manifest.update(sha256=found))


def _arrays(folder):
    with np.load(folder / "model.npz", allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def _with_array(**changes):
    """A damage: the arrays with some replaced, and checksums that fit."""

    def damage(folder):
        arrays = _arrays(folder)
        for name, change in changes.items():
            arrays[name] = change(arrays.get(name))
        np.savez(folder / "model.npz", **{name: value for name, value in arrays.items() if value is not None})
        _reseal(folder)

    return damage


def _refused(folder, match="the model is missing or damaged: "):
    """load_model raises ModelError with a message of one line that names the folder and the mend."""
    with pytest.raises(ModelError, match=match) as caught:
        load_model(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(folder))
    assert "kpo model build" in message


# ------------------------------------------------------------- round trip


def test_a_saved_model_is_three_files(saved):
    """A model folder holds exactly manifest, arrays and catalogue."""
    assert list(FILES) == list(_bytes(saved))


def test_loading_gives_the_same_bits(small, saved):
    """A model that was saved and loaded gives the same results, to the bit, and has the same parameters."""
    loaded = load_model(saved)
    assert small.get_params() == loaded.get_params()
    assert small.vocabulary_ == loaded.vocabulary_
    assert small.idf_.tobytes() == loaded.idf_.tobytes()
    assert small.document_ids_ == loaded.document_ids_
    assert small.catalog_ == loaded.catalog_
    before, after = (m.recommend_many(PROFILES, top_k=9) for m in (small, loaded))
    assert [result.to_dict() for result in before] == [result.to_dict() for result in after]
    assert small.explain(PROFILES[0], "alpha") == loaded.explain(PROFILES[0], "alpha")


def test_a_model_without_repair_stays_so(small, tmp_path):
    """Repair switched off, and the default calibration, survive saving and loading."""
    model = KPORecommender(repair=False).fit(small.catalog_, background=BACKGROUND)
    save_model(model, tmp_path)
    loaded = load_model(tmp_path)
    assert {"own_weight": 0.5, "repair": False, "calibration": Calibration()} == loaded.get_params()
    assert {"alpha": 0.0, "beta": 0.0} == loaded.score_domains("sketcch")
    assert model.recommend(PROFILES[0]).to_dict() == loaded.recommend(PROFILES[0]).to_dict()


def test_the_packaged_model_survives_a_round_trip(model, sample_csv, tmp_path):
    """The packaged model, saved and loaded, gives the same bits for the sample candidates, and the same bytes."""
    save_model(model, tmp_path)
    loaded = load_model(tmp_path)
    lines = sample_csv.read_text(encoding="utf-8").splitlines()[1:60]
    expected = [result.to_dict() for result in model.recommend_many(lines)]
    assert expected == [result.to_dict() for result in loaded.recommend_many(lines)]
    assert {name: (packaged("models") / name).read_bytes() for name in FILES} == _bytes(tmp_path)


def test_saving_twice_gives_the_same_bytes(small, saved, tmp_path):
    """The same model gives the same bytes, in a new folder, over an old one, and from a model that was loaded."""
    expected = _bytes(saved)
    save_model(small, str(tmp_path / "deep" / "er"))
    assert expected == _bytes(tmp_path / "deep" / "er")
    save_model(load_model(saved), tmp_path / "deep" / "er")
    assert expected == _bytes(tmp_path / "deep" / "er")


def test_a_save_over_another_model_replaces_it(small, tmp_path, tiny_catalog):
    """After a second save nothing of the first is left."""
    save_model(KPORecommender().fit(tiny_catalog, background=BACKGROUND), tmp_path / "m")
    save_model(small, tmp_path / "m")
    assert ["alpha", "beta"] == list(load_model(tmp_path / "m").score_domains("x"))


def test_no_word_of_a_candidate_enters_a_model(small, saved, tmp_path):
    """Recommending changes no byte of what is saved; neither a name nor a stray word is there."""
    small.recommend_many([Profile(text="zzgrblx Ruksana ledgre"), "Ruksana"] * 3)
    save_model(small, tmp_path / "after")
    found = _bytes(tmp_path / "after")
    assert _bytes(saved) == found
    words = _arrays(tmp_path / "after")
    everything = b"".join(found.values()) + b"".join(value.tobytes() for value in words.values())
    assert b"ledger" in everything
    assert not [word for word in (b"zzgrblx", b"uksana", b"ledgre") if word in everything]


def test_an_unfitted_model_is_not_saved(tmp_path):
    """Saving needs a fitted model and leaves no folder."""
    with pytest.raises(ModelError, match=r"is not fitted. Call fit\(catalog\) first."):
        save_model(KPORecommender(), tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_a_folder_that_cannot_be_made_is_one_line(small, tmp_path):
    """A path that is a file is refused with the path and the mend."""
    path = tmp_path / "taken"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(
        RecommenderError, match=f"^{re.escape(str(path))}: the model cannot be written: .*Give a folder"
    ):
        save_model(small, path)
    assert "mine" == path.read_text(encoding="utf-8")


def test_the_packaged_model_is_loaded_once():
    """Without a path the same object comes again."""
    assert load_model() is load_model()


def test_the_saved_catalogue_is_a_catalogue(small, saved):
    """catalog.json can be read as a catalogue, and is the one that was fitted."""
    assert small.catalog_ == load_catalog(saved / "catalog.json")


def test_verify_gives_the_manifest(saved):
    """The manifest holds format, checksums and sizes."""
    manifest = verify_model(saved)
    assert (1, 2, 3) == (manifest["format"], manifest["domains"], manifest["roles"])
    for name, digest in manifest["sha256"].items():
        assert hashlib.sha256((saved / name).read_bytes()).hexdigest() == digest


# --------------------------------------------------------------- damaged


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(folder, name):
    """A model without one of its files is refused with that file's path."""
    (folder / name).unlink()
    _refused(folder, f"{re.escape(str(folder / name))}: the model is missing or damaged: No such file or directory")


def test_a_missing_folder_is_named(tmp_path):
    """A path without a model is refused."""
    _refused(tmp_path / "nowhere", "No such file or directory")


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_place_of_a_file_is_refused(folder, name):
    """What should be a file and is a folder is refused."""
    (folder / name).unlink()
    (folder / name).mkdir()
    _refused(folder, re.escape(name))


@pytest.mark.parametrize("name", ["model.npz", "catalog.json"])
@pytest.mark.parametrize("where", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_a_flipped_byte_is_found(folder, name, where):
    """One changed bit anywhere is found by the checksum, and the file is named."""
    data = bytearray((folder / name).read_bytes())
    data[int(where * (len(data) - 1))] ^= 1
    (folder / name).write_bytes(data)
    _refused(folder, f"{re.escape(name)}: the model is missing or damaged: its SHA-256 is ")


@pytest.mark.parametrize("name", ["model.npz", "catalog.json"])
@pytest.mark.parametrize("keep", [0, 1, 100, -1])
def test_a_truncated_file_is_found(folder, name, keep):
    """A file cut short is found by the checksum."""
    (folder / name).write_bytes((folder / name).read_bytes()[:keep])
    _refused(folder, f"{re.escape(name)}: the model is missing or damaged: its SHA-256 is ")


@pytest.mark.parametrize("name", ["model.npz", "catalog.json"])
@pytest.mark.parametrize("digest", ["0" * 64, "", None, 3, ["x"]])
def test_a_changed_checksum_is_found(folder, name, digest):
    """A checksum that is not the file's, or no text at all, is refused."""
    _edit(folder, lambda manifest: manifest["sha256"].update({name: digest}))
    _refused(folder, f"{re.escape(name)}: the model is missing or damaged: its SHA-256 is ")


MANIFESTS = {
    "empty": b"",
    "not JSON": b"format: 1",
    "cut": b'{"format": 1',
    "not UTF-8": b'{"format": "\xff"}',
    "too deep": b"[" * 100_000,
    "a list": b"[]",
    "a text": b'"model"',
    "null": b"null",
    "without checksums": b'{"format": 1}',
    "checksums a list": b'{"format": 1, "sha256": ["model.npz"]}',
    "no files": b'{"format": 1, "sha256": {}}',
}


@pytest.mark.parametrize("kind", MANIFESTS)
def test_a_manifest_that_is_none_is_refused(folder, kind):
    """A manifest that is not a JSON object with checksums is refused by name."""
    (folder / "manifest.json").write_bytes(MANIFESTS[kind])
    _refused(folder, r"manifest\.json: ")


@pytest.mark.parametrize("version", [0, 2, "1", None, [1], 1e9])
def test_another_format_is_refused(folder, version):
    """A model of another format says which one came and which one this version reads."""
    _edit(folder, lambda manifest: manifest.update(format=version))
    _refused(folder, rf"model format {re.escape(repr(version))}; this version .* reads format 1")


@pytest.mark.parametrize("extra", ["extra.npz", "../catalog.json", "/etc/hostname"])
def test_an_extra_file_is_refused(folder, extra):
    """A manifest that names another file is refused, and that file is not read."""
    _edit(folder, lambda manifest: manifest["sha256"].update({extra: "0" * 64}))
    _refused(folder, r"manifest\.json: .* it must name model\.npz and catalog\.json")


def test_a_file_that_the_manifest_lacks_is_refused(folder):
    """A manifest without one of the checksums is refused: what has no checksum is not trusted."""
    _edit(folder, lambda manifest: manifest["sha256"].pop("catalog.json"))
    _refused(folder, r"it must name model\.npz and catalog\.json")


@pytest.mark.parametrize("first", [0, 1, 2, 3])
def test_a_flipped_byte_of_the_manifest_is_found(folder, first):
    """One changed bit in any byte of the manifest is found: by its own checksum, where nothing else would."""
    data = (folder / "manifest.json").read_bytes()
    for place in range(first, len(data), 4):
        flipped = bytearray(data)
        flipped[place] ^= 1
        (folder / "manifest.json").write_bytes(flipped)
        _refused(folder, "the model is missing or damaged: |model format")


@pytest.mark.parametrize("own", [None, "", "0" * 64, 7])
def test_a_manifest_must_have_its_own_checksum(folder, own):
    """A manifest whose own checksum is missing or does not fit is refused by name."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "manifest_sha256": own}), encoding="utf-8")
    _refused(folder, r"manifest\.json: .* its own checksum does not fit")


SETTINGS = {
    "no parameters": lambda m: m.pop("parameters"),
    "parameters a list": lambda m: m.update(parameters=[]),
    "no own_weight": lambda m: m["parameters"].pop("own_weight"),
    "own_weight over 1": lambda m: m["parameters"].update(own_weight=4.0),
    "own_weight below 0": lambda m: m["parameters"].update(own_weight=-0.25),
    "own_weight not a number": lambda m: m["parameters"].update(own_weight=float("nan")),
    "own_weight a text": lambda m: m["parameters"].update(own_weight="0.25"),
    "own_weight null": lambda m: m["parameters"].update(own_weight=None),
    "repair a text": lambda m: m["parameters"].update(repair="no"),
    "no calibration": lambda m: m.pop("calibration"),
    "calibration with a stranger": lambda m: m["calibration"].update(zzz=1),
    "calibration too short": lambda m: m["calibration"].update(weights=[1.0]),
    "calibration of texts": lambda m: m["calibration"].update(weights=list("abcdef")),
    "intercept a text": lambda m: m["calibration"].update(intercept="x"),
    "refuse_below null": lambda m: m["calibration"].update(refuse_below=None),
}


@pytest.mark.parametrize("kind", SETTINGS)
def test_damaged_settings_are_refused(folder, kind):
    """Parameters and calibration that no fitted model could have are refused when loading, not later."""
    _edit(folder, SETTINGS[kind])
    _refused(folder)


# ---------------------------------- damaged, with checksums that fit


def _raw(name, data):
    def damage(folder):
        (folder / name).write_bytes(data)
        _reseal(folder)

    return damage


def _cut(share):
    def damage(folder):
        data = (folder / "model.npz").read_bytes()
        (folder / "model.npz").write_bytes(data[: int(len(data) * share)])
        _reseal(folder)

    return damage


def _compressed_by(method):
    """A zip whose entries claim a compression method that Python does not have."""

    def damage(folder):
        data = bytearray((folder / "model.npz").read_bytes())
        for mark, offset in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
            place = data.find(mark)
            while place >= 0:
                data[place + offset] = method
                place = data.find(mark, place + 4)
        (folder / "model.npz").write_bytes(data)
        _reseal(folder)

    return damage


def _huge(folder):
    """An array whose header claims more than any memory holds."""
    arrays = _arrays(folder)
    with zipfile.ZipFile(folder / "model.npz", "w") as file:
        for name, value in arrays.items():
            shape = (10**15,) if name == "idf" else value.shape
            header = f"{{'descr': '{value.dtype.str}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
            head = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
            file.writestr(f"{name}.npy", head + value.tobytes())
    _reseal(folder)


def _catalog(change):
    def damage(folder):
        data = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
        change(data)
        (folder / "catalog.json").write_text(json.dumps(data), encoding="utf-8")
        _reseal(folder)

    return damage


RESEALED = {
    "arrays empty": _raw("model.npz", b""),
    "arrays no zip": _raw("model.npz", b"hello"),
    "arrays an empty zip": _raw("model.npz", b"PK\x05\x06" + b"\0" * 18),
    "arrays a pickle": _raw("model.npz", b"\x80\x04N."),
    "arrays cut to a half": _cut(0.5),
    "arrays cut by a tenth": _cut(0.9),
    "an unknown compression": _compressed_by(77),
    "an array larger than memory": _huge,
    "no vocabulary": _with_array(vocabulary=lambda _: None),
    "no idf": _with_array(idf=lambda _: None),
    "words not UTF-8": _with_array(vocabulary=lambda a: np.append(a, np.uint8(255))),
    "idf too short": _with_array(idf=lambda a: a[:-1]),
    "idf too long": _with_array(idf=lambda a: np.append(a, 1.0)),
    "idf not numbers": _with_array(idf=lambda a: a * np.nan),
    "idf negative": _with_array(idf=lambda a: -a),
    "idf of texts": _with_array(idf=lambda a: a.astype("U9")),
    "idf a table": _with_array(idf=lambda a: a.reshape(1, -1)),
    "counts negative": _with_array(counts=lambda a: -a),
    "counts zero": _with_array(counts=lambda a: a * 0),
    "ratios too few": _with_array(other_work_ratios=lambda a: a[:-1]),
    "targets too few": _with_array(target_counts=lambda a: a[:-1]),
    "catalogue empty": _raw("catalog.json", b""),
    "catalogue a list": _raw("catalog.json", b"[]"),
    "catalogue too deep": _raw("catalog.json", b"[" * 100_000),
    "catalogue not UTF-8": _raw("catalog.json", b'{"\xff": 1}'),
    "catalogue without files": _catalog(lambda c: c.pop("files")),
    "catalogue without common": _catalog(lambda c: c.pop("common")),
    "a domain without an id": _catalog(lambda c: c["files"]["a.toml"].pop("id")),
    "a role too few": _catalog(lambda c: c["files"]["a.toml"]["role"].pop()),
    "a domain too few": _catalog(lambda c: c["files"].pop("b.toml")),
    "a domain too many": _catalog(lambda c: c["files"].update({"c.toml": _domain("gamma", cook=("stew",))})),
}


@pytest.mark.parametrize("kind", RESEALED)
def test_a_bad_model_with_right_checksums_is_refused(folder, kind):
    """What was damaged before the checksums were taken is refused when loading: in one line, never a traceback."""
    RESEALED[kind](folder)
    _refused(folder)


POSITIONS = {
    "a row that ends past the data": lambda a: a.update(indptr=_put(a["indptr"], 1, 10**6)),
    "rows that end past the data": lambda a: a.update(indptr=np.append([0], a["indptr"][1:] + 10**6).astype("<i4")),
    "a row that ends below 0": lambda a: a.update(indptr=_put(a["indptr"], 1, -7)),
    "a row that ends before it starts": lambda a: a.update(indptr=_put(a["indptr"], 2, 1)),
    "rows that do not start at 0": lambda a: a.update(indptr=_put(a["indptr"], 0, 3)),
    "a document too few": lambda a: a.update(indptr=a["indptr"][:-1]),
    "a document too many": lambda a: a.update(indptr=np.append(a["indptr"], a["indptr"][-1])),
    "a column too large": lambda a: a.update(indices=_put(a["indices"], 0, 10**6)),
    "a column below 0": lambda a: a.update(indices=_put(a["indices"], 0, -5)),
    "counts too few": lambda a: a.update(counts=a["counts"][:-1]),
    "a word too many": lambda a: a.update(vocabulary=np.append(a["vocabulary"], np.frombuffer(b"\nzz", np.uint8))),
    "a word too few": lambda a: a.update(vocabulary=_text(a["vocabulary"].tobytes().rpartition(b"\n")[0])),
    "a word twice": lambda a: a.update(vocabulary=_text(a["vocabulary"].tobytes().replace(b"bank", b"beta", 1))),
}


def _put(array, position, value):
    array[position] = value
    return array


def _text(data):
    return np.frombuffer(data, np.uint8)


@pytest.mark.parametrize("kind", POSITIONS)
def test_positions_out_of_range_never_reach_compiled_code(folder, kind):
    """Positions outside the data are refused when loading; they must not crash the process that loads."""
    code = """
import sys
from recommender import ModelError, load_model
try:
    load_model(sys.argv[1]).recommend("ledger, audit")
except ModelError:
    print("refused")
"""
    arrays = _arrays(folder)
    POSITIONS[kind](arrays)
    np.savez(folder / "model.npz", **arrays)
    _reseal(folder)
    done = subprocess.run([sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False)
    assert (0, "refused\n") == (done.returncode, done.stdout), done.stderr[-300:]


class _Bomb:
    """Makes a file when it is unpickled."""

    def __init__(self, path) -> None:
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


@pytest.mark.parametrize("name", ["idf", "vocabulary", "extra"])
def test_loading_runs_no_code(folder, tmp_path, name):
    """An array of objects is refused, with right checksums too, and nothing in it is run."""
    marker = tmp_path / "ran"
    arrays = {**_arrays(folder), name: np.array([_Bomb(marker)], dtype=object)}
    np.savez(folder / "model.npz", allow_pickle=True, **arrays)
    _reseal(folder)
    _refused(folder, "Object arrays cannot be loaded when allow_pickle=False")
    assert not marker.exists()


def test_a_damaged_zip_leaves_no_file_open(folder):
    """A model that is refused leaves no open file behind."""
    _cut(0.5)(folder)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(ModelError, match="missing or damaged"):
            load_model(folder)
        gc.collect()
    assert [] == [str(w.message) for w in caught if w.category is ResourceWarning]
