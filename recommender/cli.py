"""The command line `kpo`: a thin face of the library.

Data goes to standard output, everything else to standard error. Heavy modules are imported inside the commands, so that
``kpo --help`` answers at once.
Exit codes: 0 fine, 1 failure, 2 usage, 3 finished with rejected rows, 4 input not readable as a table, 5 model missing
or damaged, 130 interrupted, 143 ended by SIGTERM.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from recommender import cli_lists
from recommender._version import __version__
from recommender.cli_options import CATALOG, JSON, MODEL, chosen_model, dump, profile_of
from recommender.errors import ModelError, NotATableError, RecommenderError

NOT_A_TABLE, NO_MODEL, INTERRUPTED, TERMINATED = 4, 5, 130, 143


class _TerminatedError(KeyboardInterrupt):
    """SIGTERM came: everything ends as on Ctrl-C, with a code of its own."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code; errors are one line, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    with contextlib.suppress(ValueError):  # not the main thread
        signal.signal(signal.SIGTERM, _terminate)
    sys.exit(_run(lambda: cli.main(args=arguments, prog_name="kpo", standalone_mode=False)))


def _terminate(number: int, frame: object) -> NoReturn:  # noqa: ARG001 (the system's signature)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise _TerminatedError


def _run(command: Callable[[], Any]) -> int:
    """The exit code of a command."""
    try:
        code = command()
        sys.stdout.flush()
    except click.ClickException as error:
        return _refused(error)
    except (KeyboardInterrupt, click.Abort) as error:
        cause = error.__cause__ if isinstance(error, click.Abort) else error
        code = TERMINATED if isinstance(cause, _TerminatedError) else INTERRUPTED
        return _say(str(cause or "") or "interrupted; nothing was written", code)
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
@JSON
@CATALOG
@MODEL
def recommend(
    profile: str, top_k: int, among: tuple[str, ...], as_json: bool, catalog_path: str | None, model_path: str | None
) -> None:
    """Rank the domains for one PROFILE: a line of text, or - for standard input (text, a CV, or a JSON object)."""
    from recommender.terminal import recommendations_table

    result = chosen_model(catalog_path, model_path).recommend(profile_of(profile), top_k=top_k, among=among or None)
    click.echo(dump(result.to_dict()) if as_json else recommendations_table(result))


@cli.command()
@click.argument("profile")
@click.option("--domain", required=True, metavar="ID", help="Which domain to explain; see 'kpo domains'.")
@click.option("--against", metavar="ID", help="Say instead which terms decide between the two domains.")
@JSON
@CATALOG
@MODEL
def explain(
    profile: str, domain: str, against: str | None, as_json: bool, catalog_path: str | None, model_path: str | None
) -> None:
    """Say why a domain scores what it does for one PROFILE (- is standard input), and what would help most."""
    from recommender.profile import Profile
    from recommender.rules import Facts, default_rules, judge, route_for
    from recommender.terminal import printable

    chosen, said = chosen_model(catalog_path, model_path), profile_of(profile)
    if against:
        found = chosen.contrast(said, domain, against)
        click.echo(dump(found.to_dict()) if as_json else printable(str(found)))
        return
    explanation, facts = chosen.explain(said, domain), Facts.of(said if isinstance(said, dict) else Profile.of(said))
    verdicts = judge(default_rules(domain), facts)
    route = route_for(facts.education)
    if as_json:
        rules = [{"rule": v.rule_id, "outcome": v.outcome, "read": v.read, "sentence": v.sentence} for v in verdicts]
        click.echo(dump({**explanation.to_dict(), "rules": rules, "route": route.text if route else None}))
        return
    lines = [str(explanation), *(f"Rule {v.rule_id}: {v.outcome}. {v.sentence}" for v in verdicts)]
    lines += [f"{route.text} ({route.source})"] if route else []
    click.echo(printable("\n".join(lines)))


@cli.command()
@click.argument("domain_id", required=False, metavar="[ID]")
@JSON
@click.option("--catalog", "catalog_path", metavar="PATH", help="Your own catalogue: a folder of TOML files or a CSV.")
def domains(domain_id: str | None, as_json: bool, catalog_path: str | None) -> None:
    """List the domains of the catalogue, or show one whole."""
    from recommender.catalog_files import load_catalog
    from recommender.terminal import domain_list, domain_page, domain_to_dict

    catalog = load_catalog(catalog_path)
    if domain_id is None:
        click.echo(
            dump([{"id": d.id, "name": d.name, "roles": len(d.roles)} for d in catalog])
            if as_json
            else domain_list(catalog)
        )
    else:
        domain = catalog[domain_id]
        click.echo(dump(domain_to_dict(domain)) if as_json else domain_page(domain, catalog))


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
@JSON
@CATALOG
@MODEL
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

    chosen = chosen_model(catalog_path, model_path)
    reports = [evaluate_file(path, chosen, half=half, baselines=baselines, robustness=robustness) for path in labelled]
    if plot:
        from recommender.plots import plot_report

        for report in reports:
            folder = plot if len(reports) == 1 else f"{plot}/{Path(report['file']).stem}"
            for path in plot_report(report, folder):
                click.echo(f"written: {path}", err=True)
    click.echo(dump(reports) if as_json else "\n\n".join(report_text(report) for report in reports))


@cli.group()
def model() -> None:
    """Build, show or verify a model."""


@model.command()
@click.option("--output", "-o", default="models", show_default=True, metavar="FOLDER", help="Where to write it.")
@CATALOG
def build(output: str, catalog_path: str | None) -> None:
    """Build a model from a catalogue; the same catalogue gives the same bytes."""
    from recommender.build import build_model
    from recommender.catalog_files import load_catalog
    from recommender.model_files import save_model

    save_model(build_model(load_catalog(catalog_path)), output)
    click.echo(f"written: {output}", err=True)


@model.command()
@MODEL
@JSON
def info(model_path: str | None, as_json: bool) -> None:
    """Say what a model is made of."""
    from recommender.model_files import verify_model

    manifest = verify_model(model_path)
    click.echo(
        dump(manifest) if as_json else "\n".join(f"{key}: {json.dumps(value)}" for key, value in manifest.items())
    )


@model.command()
@MODEL
def verify(model_path: str | None) -> None:
    """Check a model's files against their checksums, and load it."""
    from recommender.model_files import load_model, verify_model

    verify_model(model_path)
    loaded = load_model(model_path)
    click.echo(f"ok: {len(loaded.catalog_)} domains, {len(loaded.vocabulary_)} terms")


for listed in (cli_lists.batch, cli_lists.shortlist, cli_lists.gaps):
    cli.add_command(listed)


if __name__ == "__main__":
    main()
