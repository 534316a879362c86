"""The commands of `kpo` for lists of candidates: batch, shortlist, gaps."""

from __future__ import annotations

from typing import Any

import click

from recommender.cli_options import CATALOG, KEEP, MAP, MODEL, REJECTED_ROWS, chosen_model, columns_of, headings_of
from recommender.collecting import collection_paused


@click.command()
@click.argument("candidates")
@click.option(
    "--output",
    "-o",
    required=True,
    metavar="FILE",
    help="File to write: .csv, .tsv, .jsonl (or with .gz), .parquet, .xlsx; - is CSV on standard output.",
)
@click.option("--top-k", default=3, show_default=True, type=click.IntRange(1), help="Domains for each candidate.")
@MAP
@click.option(
    "--sheet", metavar="NAME", help="Sheet of a workbook, by name or number.  [default: the first with a usable header]"
)
@click.option(
    "--jobs",
    "-j",
    default=1,
    show_default=True,
    type=click.IntRange(1),
    help="Workers: threads for plain CSV in the wide layout, else processes.",
)
@click.option(
    "--rejects", metavar="FILE", help="Where rejected rows are named.  [default: beside the output, if there are any]"
)
@click.option(
    "--layout",
    type=click.Choice(["wide", "long", "roles"]),
    default="wide",
    show_default=True,
    help="One row a candidate; or one for each ranked domain; or one for each of the nearest roles of all domains.",
)
@click.option(
    "--chunk-size", type=click.IntRange(1), help="Rows in memory at a time, for each worker.  [default: 2000 or 8000]"
)
@click.option("--no-reasons", is_flag=True, help="Leave matched and missing skills empty; faster.")
@click.option("--report", metavar="FILE", help="Also write an HTML report of the run.")
@click.option("--run-report", metavar="FILE", help="Also write counts, checksums, versions and options as JSON.")
@click.option(
    "--resume", is_flag=True, help="Go on where an earlier run was broken off; broken off, leave what that needs."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="dask: many processes or machines; the output is a folder of parts.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="A Dask cluster, such as tcp://10.0.0.5:8786.  [default: this machine]"
)
@click.option("--quiet", "-q", is_flag=True, help="Neither progress nor a closing summary.")
@KEEP
@click.option(
    "--show", default=0, type=click.IntRange(0), metavar="N", help="Also print the first N ranked rows as a table."
)
@CATALOG
@MODEL
def batch(
    candidates: str,
    output: str,
    mapped: tuple[str, ...],
    keep: str | None,
    show: int,
    engine: str,
    scheduler: str | None,
    quiet: bool,
    no_reasons: bool,
    catalog_path: str | None,
    model_path: str | None,
    **options: Any,
) -> int:
    """Rank the domains for every row of CANDIDATES: a table, a folder or pattern of tables, or - for standard input."""
    shared: dict[str, Any] = {
        "columns": columns_of(mapped),
        "keep": headings_of(keep),
        "reasons": not no_reasons,
        **{name: options.pop(name) for name in ("top_k", "layout", "jobs")},
    }
    if engine == "dask":
        return _on_dask(
            candidates, output, scheduler, catalog_path, model_path, {**options, "show": show}, shared, quiet
        )
    if scheduler:
        msg = "--scheduler needs --engine dask"
        raise click.UsageError(msg)
    with collection_paused():  # a twentieth of the time that this import takes
        from recommender.batch import score_csv
    from recommender.outputs import CSV, kind_of

    if show and (output == "-" or kind_of(output) != (CSV, "", None)):
        msg = "--show needs --output FILE, a CSV"
        raise click.UsageError(msg)
    own = chosen_model(catalog_path, model_path) if catalog_path or model_path else None
    report = score_csv(
        candidates,
        output,
        model=own,
        progress=not quiet,
        **shared,
        **options,
    )
    if show and shared["layout"] == "wide":
        from recommender.terminal import batch_table

        click.echo(batch_table(output, show))
    if not quiet:
        click.echo(str(report) + ("" if output == "-" else f"\nwritten: {output}"), err=True)
    return REJECTED_ROWS if report.rejected else 0


def _on_dask(
    candidates: str,
    output: str,
    scheduler: str | None,
    catalog_path: str | None,
    model_path: str | None,
    others: dict[str, Any],
    shared: dict[str, Any],
    quiet: bool,
) -> int:
    from recommender.cluster_command import run_on_dask

    others.pop("chunk_size")
    done = run_on_dask(
        candidates,
        output,
        scheduler=scheduler,
        model_path=model_path,
        built=(lambda: chosen_model(catalog_path, None)) if catalog_path else None,
        unused={f"--{name.replace('_', '-')}": value for name, value in others.items()},
        quiet=quiet,
        **shared,
    )
    if not quiet:
        click.echo(f"{done}\nwritten: {output}", err=True)
    return REJECTED_ROWS if done.rejected else 0


@click.command()
@click.argument("candidates")
@click.option("--domain", required=True, metavar="ID", help="Domain to fill; see 'kpo domains'.")
@click.option("--role", metavar="ID", help="Role of that domain to fill; see 'kpo domains ID'.")
@click.option("--output", "-o", required=True, metavar="FILE", help="CSV to write; - is standard output.")
@click.option("--top", default=50, show_default=True, type=click.IntRange(1), help="How many at most.")
@click.option("--rules", "rules_path", metavar="FILE", help="Your own rules (TOML), besides those usual in the domain.")
@click.option(
    "--require", multiple=True, metavar="RULE", help="Remove who fails this rule; may be given more than once."
)
@MAP
@KEEP
@CATALOG
@MODEL
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

    chosen = chosen_model(catalog_path, model_path)
    rules = (*default_rules(domain), *(load_rules(rules_path) if rules_path else ()))
    report = shortlist_csv(
        candidates,
        output,
        chosen,
        find_wanted(chosen, domain, role),
        top=top,
        rules=rules,
        required=require,
        columns=columns_of(mapped),
        keep=headings_of(keep),
    )
    click.echo(str(report) + ("" if output == "-" else f"\nwritten: {output}"), err=True)
    return REJECTED_ROWS if report.rejected else 0


@click.command()
@click.argument("candidates")
@click.option("--output", "-o", metavar="FILE", help="CSV of every gap of every domain and course.")
@click.option("--report", metavar="FILE", help="Also write an HTML report.")
@MAP
@CATALOG
@MODEL
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

    own = chosen_model(catalog_path, model_path) if catalog_path or model_path else None
    found, done = gaps_of_file(candidates, columns=columns_of(mapped), output=output, page=report, model=own)
    click.echo(printable(gaps_page(found)))
    click.echo(str(done), err=True)
    for path in filter(None, (output, report)):
        click.echo(f"written: {path}", err=True)
    return REJECTED_ROWS if done.rejected else 0
