"""The command line `kpo`: a thin face of the library.

Data goes to standard output, everything else to standard error. Heavy modules are imported inside the commands, so that
``kpo --help`` answers at once.
Exit codes: 0 fine, 1 failure, 2 usage, 3 finished with rejected rows, 4 input not readable as a table, 5 model missing
or damaged, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from recommender._version import __version__
from recommender.errors import ModelError, NotATableError, RecommenderError

if TYPE_CHECKING:
    from recommender.engine import KPORecommender

REJECTED_ROWS, NOT_A_TABLE, NO_MODEL, INTERRUPTED = 3, 4, 5, 130

_CATALOG = click.option(
    "--catalog",
    "catalog_path",
    metavar="PATH",
    help="Rank against your own catalogue: a folder of TOML files or a CSV.",
)
_MODEL = click.option("--model", "model_path", metavar="FOLDER", help="Use another built model.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; errors are one line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(_run(lambda: cli.main(args=arguments, prog_name="kpo", standalone_mode=False)))


def _run(command: Callable[[], Any]) -> int:
    """The exit code of a command."""
    try:
        code = command()
        sys.stdout.flush()
    except click.ClickException as error:
        return _refused(error)
    except (KeyboardInterrupt, click.Abort):
        return _say("interrupted; nothing was written", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (RecommenderError, OSError, ValueError) as error:
        code = NO_MODEL if isinstance(error, ModelError) else NOT_A_TABLE if isinstance(error, NotATableError) else 1
        return _say(str(error), code)
    except Exception as error:
        if os.environ.get("KPO_DEBUG"):
            raise
        return _say(f"internal error ({type(error).__name__}: {error}). Please report it; KPO_DEBUG=1 shows where.", 1)
    return code if isinstance(code, int) else 0


def _refused(error: click.ClickException) -> int:
    """Usage: one line, or the help where no command was given."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and context:
        click.echo(context.get_help(), err=True)
        return error.exit_code
    hint = f" See '{context.command_path} --help'." if context else ""
    return _say(error.format_message() + hint, error.exit_code)


def _say(message: str, code: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        print("kpo: " + " ".join(message.split()), file=sys.stderr)
    return code


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="kpo")
def cli() -> None:
    """Match candidates to knowledge-process-outsourcing (KPO) work: ranked, explained, offline."""


@cli.command()
@click.argument("profile")
@click.option("--top-k", default=5, show_default=True, type=click.IntRange(1), help="How many domains at most.")
@click.option("--among", multiple=True, metavar="ID", help="Rank only this domain; may be given more than once.")
@_JSON
@_CATALOG
@_MODEL
def recommend(
    profile: str, top_k: int, among: tuple[str, ...], as_json: bool, catalog_path: str | None, model_path: str | None
) -> None:
    """Rank the domains for one PROFILE: a line of text, or - for standard input (text, a CV, or a JSON object)."""
    from recommender.terminal import recommendations_table

    result = _model(catalog_path, model_path).recommend(_profile(profile), top_k=top_k, among=among or None)
    click.echo(_dump(result.to_dict()) if as_json else recommendations_table(result))


@cli.command()
@click.argument("profile")
@click.option("--domain", required=True, metavar="ID", help="Which domain to explain; see 'kpo domains'.")
@click.option("--against", metavar="ID", help="Say instead which terms decide between the two domains.")
@_JSON
@_CATALOG
@_MODEL
def explain(
    profile: str, domain: str, against: str | None, as_json: bool, catalog_path: str | None, model_path: str | None
) -> None:
    """Say why a domain scores what it does for one PROFILE (- is standard input), and what would help most."""
    from recommender.rules import Facts, default_rules, judge, route_for
    from recommender.terminal import printable

    chosen, said = _model(catalog_path, model_path), _profile(profile)
    if against:
        found = chosen.contrast(said, domain, against)
        click.echo(_dump(found.to_dict()) if as_json else printable(str(found)))
        return
    explanation, facts = chosen.explain(said, domain), Facts.of(said)
    verdicts = judge(default_rules(domain), facts)
    route = route_for(facts.education)
    if as_json:
        rules = [{"rule": v.rule_id, "outcome": v.outcome, "read": v.read, "sentence": v.sentence} for v in verdicts]
        click.echo(_dump({**explanation.to_dict(), "rules": rules, "route": route.text if route else None}))
        return
    lines = [str(explanation), *(f"Rule {v.rule_id}: {v.outcome}. {v.sentence}" for v in verdicts)]
    lines += [f"{route.text} ({route.source})"] if route else []
    click.echo(printable("\n".join(lines)))


_MAP = click.option(
    "--map",
    "mapped",
    multiple=True,
    metavar='FIELD="HEADING"',
    help="Which column feeds a field: education, skills, experience, current_role, text, candidate_id.",
)
_KEEP = click.option(
    "--keep-columns", "keep", metavar="A,B", help="Copy these columns to the output, names and contacts too."
)


@cli.command()
@click.argument("candidates")
@click.option("--output", "-o", required=True, metavar="FILE", help="CSV to write; - is standard output.")
@click.option("--top-k", default=3, show_default=True, type=click.IntRange(1), help="Domains for each candidate.")
@_MAP
@click.option("--jobs", "-j", default=1, show_default=True, type=click.IntRange(1), help="Worker processes.")
@click.option(
    "--rejects", metavar="FILE", help="Where rejected rows are named.  [default: beside the output, if there are any]"
)
@click.option(
    "--layout",
    type=click.Choice(["wide", "long"]),
    default="wide",
    show_default=True,
    help="One row a candidate, or one row for each ranked domain.",
)
@click.option(
    "--chunk-size", default=2_000, show_default=True, type=click.IntRange(1), help="Rows in memory at a time."
)
@click.option("--no-reasons", is_flag=True, help="Leave matched and missing skills empty; faster.")
@click.option("--report", metavar="FILE", help="Also write an HTML report of the run.")
@_KEEP
@click.option(
    "--show", default=0, type=click.IntRange(0), metavar="N", help="Also print the first N ranked rows as a table."
)
@_CATALOG
@_MODEL
def batch(
    candidates: str,
    output: str,
    mapped: tuple[str, ...],
    keep: str | None,
    show: int,
    no_reasons: bool,
    catalog_path: str | None,
    model_path: str | None,
    **options: Any,
) -> int:
    """Rank the domains for every row of CANDIDATES, a CSV (- is standard input)."""
    from recommender.batch import score_csv

    if output == "-" and show:
        msg = "--show needs --output FILE"
        raise click.UsageError(msg)
    own = _model(catalog_path, model_path) if catalog_path or model_path else None
    report = score_csv(
        candidates, output, columns=_columns(mapped), reasons=not no_reasons, keep=_headings(keep), model=own, **options
    )
    if show and options["layout"] == "wide":
        from recommender.terminal import batch_table

        click.echo(batch_table(output, show))
    click.echo(str(report) + ("" if output == "-" else f"\nwritten: {output}"), err=True)
    return REJECTED_ROWS if report.rejected else 0


@cli.command()
@click.argument("candidates")
@click.option("--domain", required=True, metavar="ID", help="Domain to fill; see 'kpo domains'.")
@click.option("--role", metavar="ID", help="Role of that domain to fill; see 'kpo domains ID'.")
@click.option("--output", "-o", required=True, metavar="FILE", help="CSV to write; - is standard output.")
@click.option("--top", default=50, show_default=True, type=click.IntRange(1), help="How many at most.")
@click.option("--rules", "rules_path", metavar="FILE", help="Your own rules (TOML), besides those usual in the domain.")
@click.option(
    "--require", multiple=True, metavar="RULE", help="Remove who fails this rule; may be given more than once."
)
@_MAP
@_KEEP
@_CATALOG
@_MODEL
def shortlist(
    candidates: str,
    domain: str,
    role: str | None,
    output: str,
    top: int,
    rules_path: str | None,
    require: tuple[str, ...],
    mapped: tuple[str, ...],
    keep: str | None,
    catalog_path: str | None,
    model_path: str | None,
) -> int:
    """Write the best CANDIDATES of a list for one domain or role, with must-haves and rules."""
    from recommender.rules import default_rules, load_rules
    from recommender.shortlisting import find_wanted, shortlist_csv

    chosen = _model(catalog_path, model_path)
    rules = (*default_rules(domain), *(load_rules(rules_path) if rules_path else ()))
    report = shortlist_csv(
        candidates,
        output,
        chosen,
        find_wanted(chosen, domain, role),
        top=top,
        rules=rules,
        required=require,
        columns=_columns(mapped),
        keep=_headings(keep),
    )
    click.echo(str(report) + ("" if output == "-" else f"\nwritten: {output}"), err=True)
    return REJECTED_ROWS if report.rejected else 0


@cli.command()
@click.argument("candidates")
@click.option("--output", "-o", metavar="FILE", help="CSV of every gap of every domain and course.")
@click.option("--report", metavar="FILE", help="Also write an HTML report.")
@_MAP
@_CATALOG
@_MODEL
def gaps(
    candidates: str,
    output: str | None,
    report: str | None,
    mapped: tuple[str, ...],
    catalog_path: str | None,
    model_path: str | None,
) -> int:
    """Say what a list of CANDIDATES lacks as a whole: by domain and by course of study."""
    from recommender.gapping import gaps_of_file
    from recommender.terminal import gaps_page, printable

    own = _model(catalog_path, model_path) if catalog_path or model_path else None
    found, done = gaps_of_file(candidates, columns=_columns(mapped), output=output, page=report, model=own)
    click.echo(printable(gaps_page(found)))
    click.echo(str(done), err=True)
    for path in filter(None, (output, report)):
        click.echo(f"written: {path}", err=True)
    return REJECTED_ROWS if done.rejected else 0


@cli.command()
@click.argument("domain_id", required=False, metavar="[ID]")
@_JSON
@click.option("--catalog", "catalog_path", metavar="PATH", help="Your own catalogue: a folder of TOML files or a CSV.")
def domains(domain_id: str | None, as_json: bool, catalog_path: str | None) -> None:
    """List the domains of the catalogue, or show one whole."""
    from recommender.catalog_files import load_catalog
    from recommender.terminal import domain_list, domain_page, domain_to_dict

    catalog = load_catalog(catalog_path)
    if domain_id is None:
        click.echo(
            _dump([{"id": d.id, "name": d.name, "roles": len(d.roles)} for d in catalog])
            if as_json
            else domain_list(catalog)
        )
    else:
        domain = catalog[domain_id]
        click.echo(_dump(domain_to_dict(domain)) if as_json else domain_page(domain, catalog))


@cli.command()
@click.argument("labelled", nargs=-1, required=True)
@click.option(
    "--half",
    type=click.Choice(["all", "tune", "check"]),
    default="all",
    show_default=True,
    help="Which half, by the hash of the id.",
)
@click.option("--baselines", is_flag=True, help="Add other rankers on the same documents.")
@click.option("--robustness", is_flag=True, help="Add the drop on spoilt profiles: typos, capitals, boilerplate ...")
@click.option("--plot", metavar="FOLDER", help="Draw confusion and reliability there; needs matplotlib.")
@_JSON
@_CATALOG
@_MODEL
def evaluate(
    labelled: tuple[str, ...],
    half: str,
    baselines: bool,
    robustness: bool,
    plot: str | None,
    as_json: bool,
    catalog_path: str | None,
    model_path: str | None,
) -> None:
    """Measure the ranking on LABELLED candidates: CSVs with the columns id, primary, acceptable and the profile."""
    from recommender.evaluating import evaluate_file, report_text

    chosen = _model(catalog_path, model_path)
    reports = [evaluate_file(path, chosen, half=half, baselines=baselines, robustness=robustness) for path in labelled]
    if plot:
        from recommender.plots import plot_report

        for report in reports:
            folder = plot if len(reports) == 1 else f"{plot}/{Path(report['file']).stem}"
            for path in plot_report(report, folder):
                click.echo(f"written: {path}", err=True)
    click.echo(_dump(reports) if as_json else "\n\n".join(report_text(report) for report in reports))


@cli.group()
def model() -> None:
    """Build, show or verify a model."""


@model.command()
@click.option("--output", "-o", default="models", show_default=True, metavar="FOLDER", help="Where to write it.")
@_CATALOG
def build(output: str, catalog_path: str | None) -> None:
    """Build a model from a catalogue; the same catalogue gives the same bytes."""
    from recommender.build import build_model
    from recommender.catalog_files import load_catalog
    from recommender.model_files import save_model

    save_model(build_model(load_catalog(catalog_path)), output)
    click.echo(f"written: {output}", err=True)


@model.command()
@_MODEL
@_JSON
def info(model_path: str | None, as_json: bool) -> None:
    """Say what a model is made of."""
    from recommender.model_files import verify_model

    manifest = verify_model(model_path)
    click.echo(
        _dump(manifest) if as_json else "\n".join(f"{key}: {json.dumps(value)}" for key, value in manifest.items())
    )


@model.command()
@_MODEL
def verify(model_path: str | None) -> None:
    """Check a model's files against their checksums, and load it."""
    from recommender.model_files import load_model, verify_model

    verify_model(model_path)
    loaded = load_model(model_path)
    click.echo(f"ok: {len(loaded.catalog_)} domains, {len(loaded.vocabulary_)} terms")


def _model(catalog_path: str | None, model_path: str | None) -> KPORecommender:
    if catalog_path and model_path:
        msg = "--catalog and --model exclude each other"
        raise click.UsageError(msg)
    if catalog_path:
        from recommender.build import build_model
        from recommender.catalog_files import load_catalog

        return build_model(load_catalog(catalog_path))
    from recommender.model_files import load_model

    return load_model(model_path)


def _profile(argument: str) -> str | dict[str, Any]:
    """The text of the argument, or of standard input for "-"; an object where it is JSON."""
    text = argument
    if argument == "-":
        raw = sys.stdin.buffer.read()
        text = raw.decode("utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", errors="replace")
        if "\x00" in text:
            msg = "standard input is binary, not text. Save the CV as plain text first."
            raise click.ClickException(msg)
    if text.lstrip().startswith("{"):
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(text)
            if isinstance(found, dict):
                return found
    return text


def _columns(mapped: Sequence[str]) -> dict[str, str]:
    return dict(_mapping(item) for item in mapped)


def _headings(keep: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in keep.split(",") if part.strip()) if keep else ()


def _mapping(item: str) -> tuple[str, str]:
    field, sign, heading = item.partition("=")
    if not sign or not field.strip():
        msg = f"--map takes FIELD=HEADING, got {item!r}"
        raise click.UsageError(msg)
    return field.strip(), heading.strip().strip('"')


def _dump(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=2)
    return re.sub("[\x7f-\x9f]", lambda found: f"\\u{ord(found.group()):04x}", text)


if __name__ == "__main__":
    main()
