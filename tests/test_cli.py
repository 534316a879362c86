"""`kpo` as a process: data on standard output, one line for an error, and a code for every end."""

import csv
import io
import json
import os
import select
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import recommender
from recommender import load_catalog, recommend
from recommender.cli import main
from recommender.paths import packaged

PACKAGE_ROOT = Path(recommender.__file__).resolve().parent.parent
PEOPLE = "candidate_id,skills\nK1,Tally and GST returns\nK2,prior art search\n"
# A child of a shell's background job would ignore SIGINT.
INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from recommender.cli import main; main()"
)
KPO = [sys.executable, "-m", "recommender.cli"]
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX")
needs_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")


@pytest.fixture
def environment():
    """The environment of a child that imports the package under test."""
    drop = ("COLUMNS", "PYTHONWARNINGS", "PYTHONUTF8", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    return kept | {"PYTHONPATH": str(PACKAGE_ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture
def kpo(tmp_path, environment):
    """Run kpo in an empty folder."""

    def _kpo(*arguments, stdin=b"", command=None, **changes):
        done = subprocess.run(
            [*(command or KPO), *map(str, arguments)],
            cwd=tmp_path,
            env=environment | changes,
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            timeout=120,
            check=False,
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return _kpo


@pytest.fixture
def people(tmp_path):
    """A small table in the folder where kpo runs."""
    (tmp_path / "in.csv").write_text(PEOPLE)
    return tmp_path / "in.csv"


def _bash(kpo, script, *arguments):
    """Run a line of bash in which "$@" is kpo."""
    return kpo(*arguments, command=["bash", "-c", script, "bash", *KPO])


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def _is_one_line(error):
    return error.startswith("kpo: ") and error.count("\n") == 1 and error.endswith("\n") and "Traceback" not in error


# ------------------------------------------------------------------ every code


@pytest.mark.parametrize(
    ("code", "arguments", "says"),
    [
        (1, ["domains", "legal"], "Unknown domain 'legal'. The catalogue has: research_development, "),
        (1, ["explain", "Tally", "--domain", "legal"], "Unknown domain 'legal'"),
        (1, ["recommend", "Tally", "--among", "legal"], "Unknown domain 'legal'"),
        (1, ["recommend", '{"hobby": "chess"}'], "none of the keys 'hobby' holds anything that counts"),
        (1, ["recommend", "Tally", "--catalog", "none"], "none: no such catalogue. Give a folder"),
        (1, ["domains", "--catalog", "none"], "none: no such catalogue. Give a folder"),
        (1, ["batch", "none.csv", "-o", "x.csv"], "none.csv: cannot be read: No such file"),
        (2, ["batch", "in.csv", "-o", "x.csv", "--scheduler", "tcp://a:1"], "--scheduler needs --engine dask"),
        (
            2,
            ["batch", "in.csv", "-o", "x", "--engine", "dask", "--resume"],
            "--resume cannot be used with --engine dask",
        ),
        (1, ["batch", "in.csv", "-o", "in.csv"], "in.csv: the output is the same file as the input"),
        (1, ["batch", "in.csv", "-o", "x.csv", "--rejects", "in.csv"], "the rejects file is the same file as the in"),
        (1, ["batch", "in.csv", "-o", "x.csv", "--rejects", "x.csv"], "the rejects file is the same file as the out"),
        (1, ["batch", "in.csv", "-o", "no/x.csv"], "no/x.csv: cannot be written: No such file"),
        (1, ["batch", "in.csv", "-o", "in.csv/x.csv"], "in.csv/x.csv: cannot be written: Not a directory"),
        (1, ["batch", "in.csv", "-o", "x.csv", "--map", "skills=none"], "no column 'none'; the columns are"),
        (1, ["batch", "in.csv", "-o", "x.csv", "--map", "hue=skills"], "unknown field 'hue'; the fields are"),
        (1, ["model", "build", "-o", "in.csv/x"], "the model cannot be written: "),
        (2, ["recommend"], "Missing argument 'PROFILE'. See 'kpo recommend --help'."),
        (2, ["recommend", "Tally", "--top-k", "0"], "'--top-k'"),
        (2, ["recommend", "Tally", "--nope"], "No such option"),
        (2, ["recommend", "Tally", "--catalog", "a", "--model", "b"], "--catalog and --model exclude each other"),
        (2, ["explain", "Tally"], "Missing option '--domain'"),
        (2, ["nope"], "No such command 'nope'"),
        (2, ["batch", "in.csv"], "Missing option '--output'"),
        (2, ["batch", "in.csv", "-o", "x.csv", "--jobs", "0"], "'--jobs'"),
        (2, ["batch", "in.csv", "-o", "x.csv", "--layout", "tall"], "'tall' is not one of 'wide', 'long'"),
        (2, ["batch", "in.csv", "-o", "x.csv", "--map", "skills"], "--map takes FIELD=HEADING, got 'skills'"),
        (2, ["batch", "in.csv", "-o", "-", "--show", "3"], "--show needs --output FILE"),
        (4, ["batch", "-", "-o", "x.csv"], "standard input: the file is empty"),
        (4, ["batch", "other.csv", "-o", "x.csv"], "other.csv: no column that can be scored among 'Name', 'Salary'"),
        (4, ["batch", "zip.csv", "-o", "x.csv"], "zip.csv: the archive is damaged or cut short"),
        (4, ["batch", ".", "-o", "../x.csv"], "other.csv: no column that can be scored"),
        (5, ["recommend", "Tally", "--model", "none"], "the model is missing or damaged: No such file"),
        (5, ["batch", "in.csv", "-o", "x.csv", "--model", "none"], "the model is missing or damaged: No such file"),
        (5, ["model", "verify", "--model", "none"], "the model is missing or damaged: No such file"),
        (5, ["model", "info", "--model", "none"], "the model is missing or damaged: No such file"),
    ],
)
def test_errors(people, tmp_path, monkeypatch, capsys, code, arguments, says):
    """Each error has its code and is one line that says where and what; nothing is written."""
    (tmp_path / "other.csv").write_text("Name,Salary\nMaya,3\n")
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04" + bytes(100))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    with pytest.raises(SystemExit, match=f"^{code}$"):
        main(arguments)
    out, error = capsys.readouterr()
    assert out == ""
    assert _is_one_line(error)
    assert says in error
    assert _names(tmp_path) == ["in.csv", "other.csv", "zip.csv"]
    assert people.read_text() == PEOPLE


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (1, ["domains", "legal"]),
        (2, ["nope"]),
        (4, ["batch", "-", "-o", "x.csv"]),
        (5, ["recommend", "Tally", "--model", "none"]),
    ],
)
def test_errors_of_a_process(kpo, tmp_path, code, arguments):
    """The process ends with the code, one line on standard error and nothing else."""
    found, out, error = kpo(*arguments)
    assert (code, "") == (found, out)
    assert _is_one_line(error)
    assert _names(tmp_path) == []


def test_fine(kpo, people, tmp_path):
    """A run without rejected rows ends with 0: data in the file, the report on standard error."""
    code, out, error = kpo("batch", people, "--output", "out.csv")
    assert (code, out) == (0, "")
    assert error.startswith("2 rows: 2 scored (")
    assert error.endswith("written: out.csv\n")
    assert _names(tmp_path) == ["in.csv", "out.csv"]


def test_header_only(kpo, tmp_path):
    """A header without rows is fine."""
    (tmp_path / "in.csv").write_text("candidate_id,skills\n")
    code, _, error = kpo("batch", "in.csv", "-o", "out.csv")
    assert (code, error.splitlines()[0]) == (0, "0 rows: 0 scored (none), 0 rejected")
    assert (tmp_path / "out.csv").read_text().count("\n") == 1


def test_rejected_rows(kpo, tmp_path):
    """A run with rejected rows is complete and ends with 3."""
    code, out, error = kpo("batch", "-", "-o", "out.csv", "--rejects", "bad.csv", stdin=PEOPLE + "K3\nK4,Java\n")
    assert (code, out) == (3, "")
    assert "4 rows: 3 scored (" in error
    assert "rejected: 1 missing-cell; see bad.csv" in error
    assert (tmp_path / "bad.csv").read_text() == "line,code,message\n4,missing-cell,1 cells where the header has 2\n"
    with (tmp_path / "out.csv").open(newline="") as file:
        assert [row["candidate_id"] for row in csv.DictReader(file)] == ["K1", "K2", "K4"]


def test_rejects_beside_the_output(kpo, tmp_path):
    """Without --rejects, rejected rows are named beside the output."""
    code, _, error = kpo("batch", "-", "-o", "out.csv", stdin=PEOPLE + "K3\n")
    assert code == 3
    assert "see out.rejects.csv" in error
    assert _names(tmp_path) == ["out.csv", "out.rejects.csv"]


def test_alone_it_shows_its_help(kpo):
    """Without a command, kpo is used wrongly and shows its help as it is, line by line."""
    for arguments in ([], ["model"]):
        code, out, error = kpo(*arguments)
        assert code == 2
        assert "Commands:\n" in out + error
        assert max(len(line) for line in (out + error).splitlines()) <= 120


# ------------------------------------------------------------------ help


@pytest.mark.parametrize(
    "command",
    [
        [],
        ["recommend"],
        ["batch"],
        ["explain"],
        ["domains"],
        ["evaluate"],
        *([["model", x] for x in ("build", "info")]),
    ],
)
def test_help(kpo, command):
    """Every command of the contract has help, on standard output."""
    code, out, error = kpo(*command, "--help")
    assert (code, error) == (0, "")
    assert out.startswith(f"Usage: {' '.join(['kpo', *command])} [OPTIONS]")


def test_version(kpo):
    """--version says the package's version."""
    assert (0, f"kpo, version {recommender.__version__}\n", "") == kpo("--version")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["batch", "--help"], ["domains"], ["nope"]])
def test_light_commands_import_nothing_heavy(kpo, arguments):
    """Help, version, usage errors and the list of domains load neither numpy nor pandas, scipy, scikit-learn, joblib."""
    code = "import atexit, sys; from recommender.cli import main\n"
    heavy = "{'numpy', 'pandas', 'scipy', 'sklearn', 'joblib', 'matplotlib'}"
    code += f"atexit.register(lambda: print('heavy:', sorted({heavy} & set(sys.modules)), file=sys.stderr))\nmain()"
    _, _, error = kpo(*arguments, command=[sys.executable, "-c", code])
    assert error.splitlines()[-1] == "heavy: []"


def test_built_model_needs_no_scikit_learn(kpo):
    """A profile is ranked without scikit-learn or pandas."""
    code = "import atexit, sys; from recommender.cli import main\n"
    code += "atexit.register(lambda: print(sorted({'sklearn', 'pandas'} & set(sys.modules)), file=sys.stderr))\nmain()"
    _, out, error = kpo("recommend", "Tally", command=[sys.executable, "-c", code])
    assert out.startswith("review (")
    assert error == "[]\n"


# ------------------------------------------------------------------ recommend and explain


def test_recommend_json(kpo):
    """--json is the library's result as JSON."""
    code, out, error = kpo("recommend", "--json", "B.Com, CA Inter, Tally, GST returns, 2 yrs", "--top-k", "2")
    assert (code, error) == (0, "")
    assert recommend("B.Com, CA Inter, Tally, GST returns, 2 yrs", top_k=2).to_dict() == json.loads(out)


def test_recommend_among(kpo):
    """--among leaves the named domains only, best first."""
    names = ("ip_research", "legal_services")
    _, out, _ = kpo("recommend", "LLB, patent drafting", "--json", "--among", names[0], "--among", names[1])
    found = [item["domain_id"] for item in json.loads(out)["recommendations"]]
    assert [item.domain_id for item in recommend("LLB, patent drafting", top_k=15) if item.domain_id in names] == found


TEXT = "Résumé: LLB, contract drafting, Westlaw"


@pytest.mark.parametrize(
    "stdin",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.encode("utf-16"),
        json.dumps({"skills": TEXT}).encode(),
        b'\xef\xbb\xbf\n {"Name": "Ruby Java", "Key Skills": ["LLB", "contract drafting", "Westlaw"]}',
    ],
)
def test_standard_input(kpo, stdin):
    """`-` reads a text or a JSON object from standard input."""
    code, out, error = kpo("recommend", "-", "--json", stdin=stdin)
    assert (code, error) == (0, "")
    expected = recommend({"skills": TEXT} if b"{" in stdin else TEXT)
    assert expected[0].domain_id == json.loads(out)["recommendations"][0]["domain_id"] == "legal_services"


def test_json_object_as_argument(kpo):
    """A JSON object may be the argument itself; identity in it does not count."""
    _, out, _ = kpo("recommend", "--json", '{"name": "Ruby Java", "skills": "Tally"}')
    assert recommend({"skills": "Tally"}).to_dict() == json.loads(out)


@pytest.mark.parametrize("text", ['{"skills": ["Tally"', "[1, 2]", "{" * 5_000, '{"skills": NaN}', "null"])
def test_what_is_no_object_is_text(kpo, text):
    """What is not a JSON object is a text; nothing breaks."""
    code, out, error = kpo("recommend", "-", stdin=text)
    assert (code, error) == (0, "")
    assert out.startswith(("review (", "no_match ("))


def test_binary_standard_input(kpo):
    """A binary CV is refused in one line."""
    code, out, error = kpo("recommend", "-", stdin=b"PK\x03\x04\x00\x00" + bytes(range(256)))
    assert (code, out) == (1, "")
    assert error == "kpo: standard input is binary, not text. Save the CV as plain text first.\n"


@pytest.mark.parametrize("text", ["", "   ", "qwerty"])
def test_nothing_known(kpo, text):
    """A profile without a known term is an answer, not an error."""
    code, out, error = kpo("recommend", text)
    assert (code, error) == (0, "")
    assert out.startswith("no_match (confidence 0.00); ")


def test_explain(kpo):
    """The contributions of --json add up to the score."""
    code, out, error = kpo("explain", "LLB, privilege review", "--domain", "legal_services", "--json")
    data = json.loads(out)
    assert (code, error, data["domain_id"]) == (0, "", "legal_services")
    assert abs(sum(part["value"] for part in data["contributions"]) - data["score"]) < 1e-9
    _, text, _ = kpo("explain", "LLB, privilege review", "--domain", "legal_services")
    assert text.startswith(f"Legal Services: score {data['score']:.3f}, ")


_CONTROL = "bank\x07 reconciliation, financial \x1b[31m\x1b]0;owned\x07 modelling\x9b2J\u202e"


@pytest.mark.parametrize("arguments", [["recommend", "-"], ["explain", "-", "--domain", "financial_services"]])
def test_control_characters_of_a_profile(kpo, arguments):
    """Control characters of a candidate never reach standard output, also where it is not a terminal."""
    _, out, _ = kpo(*arguments, stdin=_CONTROL)
    assert "Financial Consultancy and Services" in out
    assert out.replace("\n", "").isprintable()


@posix
@pytest.mark.parametrize("arguments", [["recommend"], ["explain", "--domain", "financial_services"]])
def test_control_characters_on_a_terminal(environment, tmp_path, arguments):
    """Nothing that a candidate wrote steers the terminal."""
    ours, theirs = os.openpty()
    try:
        subprocess.run(
            [*KPO, *arguments, _CONTROL], stdout=theirs, env=environment, cwd=tmp_path, timeout=60, check=True
        )
        text = b""
        while select.select([ours], [], [], 0)[0]:
            text += os.read(ours, 1 << 16)
    finally:
        os.close(ours)
        os.close(theirs)
    assert b"Financial Consultancy and Services" in text
    assert text.decode().replace("\r\n", "").isprintable()


# ------------------------------------------------------------------ batch


def test_batch_through_pipes(kpo, people, tmp_path):
    """From standard input to standard output go the same bytes as from file to file."""
    kpo("batch", people, "-o", "out.csv")
    code, out, error = kpo("batch", "-", "-o", "-", stdin=PEOPLE)
    assert (code, (tmp_path / "out.csv").read_bytes().decode()) == (0, out)
    assert "2 rows: 2 scored" in error


def test_batch_map_and_layout(kpo):
    """--map points to a heading with spaces; --layout long has a row for each domain."""
    table = "Token,Our Words\nK9,Tally and GST returns\n"
    options = ["--map", 'skills="Our Words"', "--map", "candidate_id=Token", "--layout", "long", "--top-k", "2"]
    code, out, _ = kpo("batch", "-", "-o", "-", *options, stdin=table)
    assert code == 0
    expected = recommend({"skills": "Tally and GST returns"}, top_k=2)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [("K9", str(item.rank), item.domain_id) for item in expected] == [tuple(row.values())[:3] for row in rows]


def test_batch_show(kpo, tmp_path):
    """--show prints the first rows, without control characters."""
    (tmp_path / "in.csv").write_text('id,skills\n"\x1b[31mK1\x07",Tally\nK2,Java\n')
    code, out, _ = kpo("batch", "in.csv", "-o", "out.csv", "--show", "1", COLUMNS="100")
    assert code == 0
    assert [line[:8].rstrip() for line in out.splitlines()[1:]] == [" [31mK1"]
    assert out.replace("\n", "").isprintable()


def test_control_characters_of_a_heading(kpo):
    """Headings are reported without their control characters."""
    for table in ("skills,x\x1b[31m\x07\nTally,\n", "x\x1b[31m\x07\nTally\n"):
        _, _, error = kpo("batch", "-", "-o", "out.csv", stdin=table)
        assert error.replace("\n", "").isprintable()


def test_batch_jobs(kpo, sample_csv, tmp_path):
    """Workers change no byte."""
    for jobs in (1, 2):
        assert kpo("batch", sample_csv, "-o", f"{jobs}.csv", "--jobs", jobs, "--chunk-size", 20)[0] == 0
    assert (tmp_path / "1.csv").read_bytes() == (tmp_path / "2.csv").read_bytes()


@posix
def test_report_names_a_pipe(kpo, people):
    """A pipe under a path is read, or refused with a reason."""
    code, _, error = _bash(kpo, f'cat {people.name} | "$@"', "batch", "/dev/stdin", "-o", "out.csv")
    assert code == 0 or (_is_one_line(error) and "None" not in error)


@posix
@pytest.mark.parametrize("target", ["/dev/stdout", "/dev/fd/1"])
def test_a_pipe_as_target(kpo, people, target):
    """A target that is a pipe is written as it comes."""
    code, out, _ = _bash(kpo, '"$@" | cat; exit ${PIPESTATUS[0]}', "batch", people, "-o", target)
    assert (code, out.count("\n")) == (0, 3)


# ------------------------------------------------------------------ faults


@pytest.fixture
def many(tmp_path):
    """A table whose ranking is larger than what a pipe holds."""
    (tmp_path / "in.csv").write_text("candidate_id,skills\n" + "K,Tally and GST returns\n" * 1_000)
    return tmp_path / "in.csv"


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_closed_pipe(kpo, many, jobs):
    """A reader that stops early gets its line; there is no traceback."""
    script = '"$@" | head -1; exit ${PIPESTATUS[0]}'
    code, out, error = _bash(kpo, script, "batch", many, "-o", "-", "--chunk-size", 100, "--jobs", jobs)
    assert (code, out.count("\n")) == (1, 1)
    assert out.startswith("candidate_id,status,")
    assert error == ""


@posix
@needs_full
@pytest.mark.parametrize("option", ["--output", "--rejects"])
def test_full_device(kpo, tmp_path, option):
    """A full disk is one line that names the file, and the device is still a device."""
    (tmp_path / "in.csv").write_text(PEOPLE + "K\n" * 5_000)
    paths = {"--output": "out.csv", "--rejects": "bad.csv"} | {option: "/dev/full"}
    code, out, error = kpo("batch", "in.csv", *(part for pair in paths.items() for part in pair))
    assert (code, out) == (1, "")
    assert _is_one_line(error)
    assert error.startswith("kpo: /dev/full: cannot be written: No space left")
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)
    assert _names(tmp_path) == ["in.csv"]


@posix
@needs_full
@pytest.mark.parametrize("arguments", [["domains"], ["recommend", "Tally"], ["batch", "in.csv", "-o", "-"]])
def test_full_standard_output(kpo, people, arguments):
    """A full disk behind standard output is one line and code 1."""
    code, _, error = _bash(kpo, '"$@" > /dev/full', *arguments)
    assert code == 1
    assert _is_one_line(error)
    assert "No space left" in error
    assert people.read_text() == PEOPLE


@posix
@pytest.mark.parametrize("arguments", [["domains"], ["recommend", "Tally"], ["batch", "in.csv", "-o", "-"]])
def test_closed_standard_output(kpo, people, arguments):
    """A closed standard output gives no traceback."""
    _, _, error = _bash(kpo, '"$@" >&-', *arguments)
    assert "Traceback" not in error
    assert people.read_text() == PEOPLE


@posix
@pytest.mark.parametrize("before", [None, "old\n"])
def test_file_size_limit(kpo, many, tmp_path, before):
    """Where the disk ends in the middle, the old output is untouched and nothing is left lying about."""
    if before:
        (tmp_path / "out.csv").write_text(before)
    names = _names(tmp_path)
    code, out, error = _bash(kpo, 'ulimit -f 16; exec "$@"', "batch", many, "-o", "out.csv", "--chunk-size", 50)
    assert (code, out) == (1, "")
    assert _is_one_line(error)
    assert error.startswith("kpo: out.csv: cannot be written: File too large")
    assert names == _names(tmp_path)
    assert before is None or (tmp_path / "out.csv").read_text() == before


@posix
@pytest.mark.parametrize("jobs", [1, 2])
def test_interrupted(environment, tmp_path, jobs):
    """Ctrl-C in the middle ends with 130 in one line; the old output is untouched and nothing is left lying about."""
    rows = "K1,Tally\n" + "K2\n" * 20_000 + "K3,Java\n"
    (tmp_path / "in.csv").write_text("candidate_id,skills\n" + rows)
    (tmp_path / "out.csv").write_text("old\n")
    os.mkfifo(tmp_path / "rejects")
    pipe = os.open(tmp_path / "rejects", os.O_RDONLY | os.O_NONBLOCK)
    command = [sys.executable, "-c", INTERRUPTIBLE, "batch", "in.csv", "-o", "out.csv", "--rejects", "rejects"]
    command += ["--chunk-size", "1", "--jobs", str(jobs)]
    try:
        with subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as child:
            # The first rejects have come, so the new output is open; the pipe cannot hold the rest.
            assert select.select([pipe], [], [], 60)[0]
            assert any(name.endswith(".part") for name in _names(tmp_path))
            child.send_signal(signal.SIGINT)
            while select.select([pipe], [], [], 60)[0] and os.read(pipe, 1 << 16):
                pass
            out, error = child.communicate(timeout=60)
    finally:
        os.close(pipe)
    assert (child.returncode, out) == (130, b"")
    assert error.decode().strip() == "kpo: interrupted; nothing was written"
    assert _names(tmp_path) == ["in.csv", "out.csv", "rejects"]
    assert (tmp_path / "out.csv").read_text() == "old\n"


# ------------------------------------------------------------------ domains and models


def test_domains(kpo):
    """The list names each domain; --json says the same as data."""
    catalog = load_catalog()
    _, out, _ = kpo("domains", "--json")
    assert [{"id": d.id, "name": d.name, "roles": len(d.roles)} for d in catalog] == json.loads(out)
    code, text, error = kpo("domains")
    assert (code, error) == (0, "")
    assert [d.id for d in catalog] == [line.split()[0] for line in text.splitlines()[1:]]


def test_one_domain(kpo):
    """One domain is shown whole, with its roles; --json says the same as data."""
    domain = load_catalog()["legal_services"]
    code, text, error = kpo("domains", "legal_services")
    assert (code, error) == (0, "")
    assert text.startswith("Legal Services (legal_services)\n")
    assert all(f"{role.title} ({role.id}); also: " in text for role in domain.roles)
    _, out, _ = kpo("domains", "legal_services", "--json")
    assert [role.id for role in domain.roles] == [role["id"] for role in json.loads(out)["roles"]]


def test_own_catalogue(kpo, tmp_path):
    """--catalog ranks against the user's own domains."""
    (tmp_path / "own.csv").write_text(
        "id,domain,title,requirements\na,Books,Clerk,Tally Prime\nb,Art,Animator,Blender\n"
    )
    _, out, _ = kpo("recommend", "Blender", "--catalog", "own.csv", "--json")
    assert [item["domain"] for item in json.loads(out)["recommendations"]] == ["Art"]


def test_build_is_repeatable(kpo, tmp_path):
    """Two builds give the same bytes: those of the models folder."""
    for seed, name in (("1", "one"), ("2", "two")):
        assert (0, "", f"written: {name}\n") == kpo("model", "build", "-o", name, PYTHONHASHSEED=seed)
    committed = Path(__file__).resolve().parent.parent / "models"
    for name in ("manifest.json", "model.npz", "catalog.json"):
        expected = (tmp_path / "one" / name).read_bytes()
        assert expected == (tmp_path / "two" / name).read_bytes()
        assert expected == (committed / name).read_bytes()
    assert _names(tmp_path / "one") == ["catalog.json", "manifest.json", "model.npz"]


def test_verify_and_info(kpo):
    """The packaged model is whole; info shows its manifest."""
    code, out, error = kpo("model", "verify")
    assert (code, error) == (0, "")
    assert out.startswith("ok: 15 domains, ")
    _, shown, _ = kpo("model", "info", "--json")
    manifest = json.loads(shown)
    assert (manifest["domains"], len(manifest["sha256"]["model.npz"])) == (15, 64)
    assert f"ok: 15 domains, {manifest['terms']} terms\n" == out
    _, text, _ = kpo("model", "info")
    assert list(manifest) == [line.split(":")[0] for line in text.splitlines()]


@pytest.mark.parametrize("name", ["manifest.json", "model.npz", "catalog.json"])
@pytest.mark.parametrize("damage", ["missing", "cut", "bit"])
def test_damaged_model(kpo, tmp_path, name, damage):
    """A model with a damaged file is refused with 5."""
    folder = tmp_path / "model"
    shutil.copytree(packaged("models"), folder)
    data = bytearray((folder / name).read_bytes())
    if damage == "missing":
        (folder / name).unlink()
    else:
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data if damage == "bit" else data[: len(data) // 2])
    arguments = ["recommend", "Tally"] if damage == "cut" else ["model", "verify"]
    code, out, error = kpo(*arguments, "--model", "model")
    assert (code, out) == (5, "")
    assert _is_one_line(error)
    assert error.startswith("kpo: model")
