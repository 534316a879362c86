"""The errors this package raises; each message says where, what, what came and what to do.

RecommenderError
├── CatalogError         a catalogue file is damaged or contradicts itself
├── ProfileError         a profile is not of an accepted form
├── UnknownDomainError   a domain id that the catalogue does not have
├── ModelError           a model folder is missing, damaged or incompatible
└── TableError           a file of candidates cannot be read or written as a table
    └── NotATableError   what came is no table at all (empty, binary, no usable heading)
"""

from __future__ import annotations

__all__ = [
    "CatalogError",
    "ModelError",
    "NotATableError",
    "ProfileError",
    "RecommenderError",
    "TableError",
    "UnknownDomainError",
]


class RecommenderError(Exception):
    """Base of every error that this package raises on purpose."""


class CatalogError(RecommenderError, ValueError):
    """A catalogue file is damaged or contradicts itself."""


class ProfileError(RecommenderError, TypeError, ValueError):
    """What was given as a profile is not a text, a mapping or a `Profile`, or has nothing that may count."""


class UnknownDomainError(RecommenderError, KeyError):
    """A domain id that the catalogue does not have."""

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else ""


class ModelError(RecommenderError):
    """A model folder is missing, damaged, or was built by an incompatible version."""


class TableError(RecommenderError, ValueError):
    """A file of candidates cannot be read or its result cannot be written."""


class NotATableError(TableError):
    """The file is no table of candidates: empty, binary, or without one usable heading."""
