"""The error tree."""

import inspect

import pytest

from recommender import errors

TREE = {
    "RecommenderError": (Exception,),
    "CatalogError": (errors.RecommenderError, ValueError),
    "ProfileError": (errors.RecommenderError, TypeError, ValueError),
    "UnknownDomainError": (errors.RecommenderError, KeyError),
    "ModelError": (errors.RecommenderError,),
    "TableError": (errors.RecommenderError, ValueError),
    "NotATableError": (errors.TableError,),
}


@pytest.mark.parametrize("name", TREE)
def test_the_tree_is_as_drawn(name):
    """Each error has the parents that the module's docstring draws, and is drawn there."""
    assert TREE[name] == getattr(errors, name).__bases__
    assert name in errors.__doc__


def test_all_is_every_error():
    """`__all__` names each class of the module."""
    found = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    assert found == set(errors.__all__) == set(TREE)


def test_an_unknown_domain_reads_without_quotes():
    """The message is not shown in quotes, as KeyError would."""
    assert "Unknown domain 'x'." == str(errors.UnknownDomainError("Unknown domain 'x'."))
    assert not str(errors.UnknownDomainError())
