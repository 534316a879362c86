"""Plain catalogue data in, records out, every key checked.

`Table` reads one table of a catalogue file and knows where it stands, so that every error names the file, the place,
what came and the mend.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NoReturn

from recommender.catalog import (
    KINDS,
    LEVELS,
    Abbreviation,
    Catalog,
    Course,
    Domain,
    Fact,
    GeneralSkill,
    Requirement,
    Role,
    Skill,
)
from recommender.collecting import collection_paused
from recommender.errors import CatalogError


class Table:
    """One table of a catalogue file; hands out typed values or raises `CatalogError`.

    Parameters
    ----------
    value : object
        What stands in the file; must be a table.
    where : str
        File and place, for messages.
    """

    def __init__(self, value: Any, where: str) -> None:
        self.where = where
        if not isinstance(value, Mapping):
            self.fail(f"expected a table, got {value!r}")
        self._values = value

    def fail(self, problem: str, mend: str = "Mend the file") -> NoReturn:
        """Raise `CatalogError`: where, what, what to do."""
        msg = f"{self.where}: {problem}. {mend}."
        raise CatalogError(msg)

    def only(self, *keys: str) -> None:
        """Refuse keys that nobody would read: most are slips."""
        unknown = sorted(set(self._values) - set(keys))
        if unknown:
            self.fail(f"unknown key {unknown[0]!r}", f"Known here are: {', '.join(keys)}")

    def text(self, key: str, *, required: bool = True) -> str:
        """Give a text; empty where an optional one is absent."""
        value = self._values.get(key, None if required else "")
        if not isinstance(value, str) or (required and not value.strip()):
            self.fail(f"key {key!r} must be a text, got {value!r}", f'Write {key} = "..."')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Give a list of distinct, non-empty texts; empty where absent."""
        if key not in self._values:
            return ()
        value = self._values[key]
        if not isinstance(value, list) or not _are_texts(value):
            self.fail(f"key {key!r} must be a list of non-empty texts, got {value!r}", f'Write {key} = ["...", "..."]')
        twice = _twice(value)
        if twice is not None:
            self.fail(f"key {key!r} lists {twice!r} twice", "Delete one of them")
        return tuple(value)

    def forms(self, key: str) -> tuple[str, ...]:
        """Give a list of texts that hold a letter or digit each, so that they can be found."""
        found = self.texts(key)
        empty = next((form for form in found if not _can_be_found(form)), None)
        if empty is not None:
            self.fail(f"key {key!r} has {empty!r}, which holds no letter or digit", "Delete it")
        return found

    def form(self, key: str) -> str:
        """Give a text that holds a letter or digit."""
        found = self.text(key)
        if not _can_be_found(found):
            self.fail(f"key {key!r} is {found!r}, which holds no letter or digit", "Write a short form")
        return found

    def table(self, key: str) -> Table:
        """Give a sub-table; empty where absent."""
        return Table(self._values.get(key, {}), f"{self.where}, [{key}]")

    def tables(self, key: str) -> list[Table]:
        """Give a list of sub-tables; empty where absent."""
        value = self._values.get(key, [])
        if not isinstance(value, list):
            self.fail(f"key {key!r} must be a list of tables, got {value!r}", f"Write [[{key}]]")
        return [Table(item, f"{self.where}, [[{key}]] number {i}") for i, item in enumerate(value, 1)]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)


def _are_texts(items: list[Any]) -> bool:
    """Whether all items are texts in which something stands."""
    return all(isinstance(item, str) for item in items) and all(map(str.strip, items))


def _can_be_found(form: str) -> bool:
    """Whether a form holds a letter or digit; most begin with one."""
    return form[:1].isalnum() or any(c.isalnum() for c in form)


def _twice(items: Sequence[str]) -> str | None:
    """The first item that stood before."""
    if len(set(items)) == len(items):
        return None
    seen: set[str] = set()
    for item in items:
        if item in seen:
            return item
        seen.add(item)
    return None


@collection_paused()
def parse_catalog(raw: dict[str, Any], where: str) -> Catalog:
    """Records of a whole catalogue.

    Parameters
    ----------
    raw : dict
        ``{"files": {file name: table of a domain}, "common": shared table}``.
    where : str
        Folder or file, for messages.

    Returns
    -------
    Catalog

    Raises
    ------
    CatalogError
        If anything is missing, of a wrong type, or stands twice.
    """
    common = Table(raw["common"], f"{where}, common.toml")
    common.only("order", "skills", "hindi_skills", "abbreviation", "kpo_skill", "bpo_marks", "stop_words", "pay")
    tables = [Table(value, f"{where}, {name}") for name, value in raw["files"].items()]
    if not tables:
        common.fail("the catalogue has no domain", "Add at least one")
    domains = _in_order([_domain(table) for table in tables], common)
    sources = [common, *tables]
    return Catalog(
        domains=domains,
        skills=_skills(sources),
        abbreviations=tuple(_abbreviation(entry) for table in sources for entry in table.tables("abbreviation")),
        general_skills=tuple(_general_skill(t) for t in common.tables("kpo_skill")),
        bpo_marks=common.texts("bpo_marks"),
        stop_words=frozenset(common.texts("stop_words")),
        pay=tuple(_fact(t) for t in common.tables("pay")),
        raw=raw,
    )


def _in_order(domains: list[Domain], common: Table) -> tuple[Domain, ...]:
    by_id: dict[str, Domain] = {}
    for domain in domains:
        if domain.id in by_id:
            common.fail(f"two domains have the id {domain.id!r}", "Rename one of them")
        by_id[domain.id] = domain
    order = common.texts("order")
    unknown = [domain_id for domain_id in order if domain_id not in by_id]
    if unknown:
        common.fail(f"key 'order' names {unknown[0]!r}, which no file has", "Delete it there or add its file")
    return tuple(by_id[domain_id] for domain_id in dict.fromkeys((*order, *by_id)))


def _domain(table: Table) -> Domain:
    table.only("id", "name", "summary", "aliases", "entry", "conditions", "course", "role", "skills", "abbreviation")
    entry, conditions = table.table("entry"), table.table("conditions")
    entry.only("education", "subjects", "backgrounds", "note")
    conditions.only("shifts", "note")
    roles = tuple(_role(role) for role in table.tables("role"))
    if not roles:
        table.fail("the domain has no [[role]]", "Add one")
    twice = _twice([role.id for role in roles])
    if twice is not None:
        table.fail(f"two roles have the id {twice!r}", "Rename one of them")
    return Domain(
        id=table.text("id"),
        name=table.text("name"),
        roles=roles,
        summary=table.text("summary", required=False),
        aliases=table.texts("aliases"),
        education=entry.texts("education"),
        subjects=entry.texts("subjects"),
        backgrounds=entry.texts("backgrounds"),
        entry_note=entry.text("note", required=False),
        shifts=conditions.texts("shifts"),
        conditions_note=conditions.text("note", required=False),
        courses=tuple(_course(t) for t in table.tables("course")),
    )


def _role(table: Table) -> Role:
    table.only("id", "title", "titles", *LEVELS)
    role_id = table.text("id")
    table.where = f"{table.where} ({role_id})"
    requirements = []
    for level in LEVELS:
        asked = table.table(level)
        asked.only(*KINDS)
        requirements += [Requirement(name, kind, level) for key, kind in KINDS.items() for name in asked.texts(key)]
    twice = _twice([requirement.name for requirement in requirements])
    if twice is not None:
        table.fail(f"the requirement {twice!r} stands twice", "Keep it at one level")
    if not any(requirement.level == "must" for requirement in requirements):
        table.fail("the role has no 'must' requirement", "Add one or delete the role")
    return Role(role_id, table.text("title"), table.texts("titles"), tuple(requirements))


def _skills(sources: list[Table]) -> tuple[Skill, ...]:
    """Surface forms of each canonical name, those of several files put together."""
    forms: dict[str, dict[str, None]] = {}
    for table in (source.table(key) for source in sources for key in ("skills", "hindi_skills")):
        for name in table:
            forms.setdefault(name, {}).update(dict.fromkeys(table.forms(name)))
    return tuple(Skill(name, tuple(found)) for name, found in forms.items())


def _abbreviation(table: Table) -> Abbreviation:
    table.only("form", "means", "near")
    near = table.forms("near")
    if not near:
        table.fail(
            "the abbreviation has no 'near' word, so nothing could tell its meaning", "Add the words it stands beside"
        )
    return Abbreviation(table.form("form"), table.text("means", required=False), near)


def _course(table: Table) -> Course:
    table.only("name", "by", "opens_to", "source")
    return Course(table.text("name"), table.text("by"), table.text("opens_to"), table.text("source"))


def _general_skill(table: Table) -> GeneralSkill:
    table.only("id", "name", "signs")
    return GeneralSkill(table.text("id"), table.text("name"), table.forms("signs"))


def _fact(table: Table) -> Fact:
    table.only("text", "date", "source")
    return Fact(table.text("text"), table.text("date"), table.text("source"))
