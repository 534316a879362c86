"""Catalogues of many roles: the work grows with their number, not with its square."""

import pytest

from recommender import CatalogError
from recommender.catalog_parse import parse_catalog

ROLES = 2_000


class Counted(str):
    """A text that counts how often it is compared."""

    __slots__ = ()
    comparisons = 0

    def __eq__(self, other):
        Counted.comparisons += 1
        return str.__eq__(self, other)

    __hash__ = str.__hash__


def _raw(last):
    ids = [*(f"p{i}" for i in range(ROLES)), last]
    roles = [{"id": Counted(one), "title": "Clerk", "must": {"skills": [Counted(one)]}} for one in ids]
    roles[0]["must"]["skills"] = [Counted(f"skill {i}") for i in range(ROLES)]
    return {"common": {}, "files": {"books": {"id": "books", "name": "Books", "role": roles}}}


def test_roles_are_not_compared_with_all_before_them():
    """2,001 roles, and a role of 2,000 requirements, take a few comparisons each; each with each would take millions."""
    Counted.comparisons = 0
    (books,) = parse_catalog(_raw("last"), "many")
    assert (ROLES + 1, ROLES) == (len(books.roles), len(books.roles[0].requirements))
    assert Counted.comparisons < 20 * ROLES


def test_an_id_twice_is_named_however_far_apart():
    """The first role and the last of many."""
    with pytest.raises(CatalogError, match=r"^many, books: two roles have the id 'p0'\. Rename one of them\.$"):
        parse_catalog(_raw("p0"), "many")
