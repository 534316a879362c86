"""The commands of `kpo` for lists of candidates: batch, shortlist, gaps."""

from __future__ import annotations

from typing import Any

import click

from recommender.cli_options import CATALOG, KEEP, MAP, MODEL, REJECTED_ROWS, chosen_model, columns_of, headings_of


@click.command()
@click.argument("candidates")
@click.option("--output", "-o", required=True, metavar="FILE", help="CSV to write; - is standard output.")
@click.option("--top-k", default=3, show_default=True, type=click.IntRange(1), help="Domains for each candidate.")
@MAP
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
    own = chosen_model(catalog_path, model_path) if catalog_path or model_path else None
    report = score_csv(
        candidates,
        output,
        columns=columns_of(mapped),
        reasons=not no_reasons,
        keep=headings_of(keep),
        model=own,
        **options,
    )
    if show and options["layout"] == "wide":
        from recommender.terminal import batch_table

        click.echo(batch_table(output, show))
    click.echo(str(report) + ("" if output == "-" else f"\nwritten: {output}"), err=True)
    return REJECTED_ROWS if report.rejected else 0


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
