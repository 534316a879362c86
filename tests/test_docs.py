"""The documents say what there is."""

import re
from pathlib import Path

import click

from recommender.cli import cli
from recommender.rules import load_rules

ROOT = Path(__file__).resolve().parent.parent
_MACHINE = re.compile(r"/(?:root|work|home)/\w")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_command_is_in_the_readme_or_contributing() -> None:
    """Each command of `kpo` stands in README.md or CONTRIBUTING.md."""
    said = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name, command in cli.commands.items():
        names = [f"{name} {sub}" for sub in command.commands] if isinstance(command, click.Group) else [name]
        assert [] == [each for each in names if f"kpo {each}" not in said]


def test_the_readme_has_two_set_up_lines_first() -> None:
    """Exactly two lines begin with 'pip install ', each one whole command."""
    lines = [line for line in README.split("\n") if line.startswith("pip install ")]
    assert 2 == len(lines)
    assert "kpo batch datasets/samples/candidates.csv" in lines[0]
    assert "pytest" in lines[1]


def test_links_of_the_documents_lead_somewhere() -> None:
    """Every relative link and picture exists."""
    for path in (
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/adr/*.md"),
        ROOT / "datasets" / "README.md",
        ROOT / "models" / "README.md",
    ):
        for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
            assert target.startswith("http") or (path.parent / target).exists(), (path.name, target)


def test_no_document_names_a_machine() -> None:
    """No path of a workplace stands in a committed text."""
    for folder in ("recommender", "tests", "docs", "datasets/catalogue", "notebooks", ".ci"):
        for path in (ROOT / folder).rglob("*"):
            if (
                path.suffix in {".py", ".md", ".toml", ".ipynb", ""}
                and path.is_file()
                and "__pycache__" not in path.parts
            ):
                assert not _MACHINE.search(path.read_text(encoding="utf-8")), path
    for path in ROOT.glob("*.md"):
        assert not _MACHINE.search(path.read_text(encoding="utf-8")), path


def test_rules_shown_in_the_readme_can_be_loaded(tmp_path: Path) -> None:
    """Every [[rule]] example is a file of rules."""
    for number, block in enumerate(re.findall(r"```toml\n(\[\[rule\]\].*?)```", README, re.DOTALL)):
        path = tmp_path / f"{number}.toml"
        path.write_text(block, encoding="utf-8")
        assert block.count("[[rule]]") == len(load_rules(path))
