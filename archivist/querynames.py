"""Languages and kinds of documents by the names that people write: in a query, and beside what is counted.

Documents and records have languages as codes and kinds by their Chinese name; who asks may write either, in Chinese or
English.
"""

from __future__ import annotations

from archivist.describing.lists import kind_named, kinds_meant
from archivist.i18n import language
from marc.languages import codes_of, language_name
from storage.query import All, Any, Node, Not, Words


def understood(node: Node) -> Node:
    """The query with the names of languages and kinds also as they are kept; what was written holds besides."""
    if isinstance(node, Words):
        kept = [name for name in _kept(node) if name.casefold() != node.text.casefold()]
        return Any((node, *(Words(name, node.field) for name in kept))) if kept else node
    if isinstance(node, Not):
        return Not(understood(node.part))
    if isinstance(node, (All, Any)):
        return type(node)(tuple(map(understood, node.parts)))
    return node


def value_name(facet: str, value: str) -> str:
    """A value of the facets `language` and `kind` in the language in force; of any other as it is."""
    if facet == "language":
        return language_name(value, language())
    known = kind_named(value) if facet == "kind" else None
    return known.label if known else value


def _kept(words: Words) -> tuple[str, ...]:
    if words.field == "language":
        return codes_of(words.text, begun=True)
    return tuple(kind.zh for kind in kinds_meant(words.text)) if words.field == "kind" else ()
