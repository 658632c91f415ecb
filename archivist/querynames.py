"""Languages, kinds and years of documents as people write them: in a query, and beside what is counted.

Documents and records have languages as codes, kinds by their Chinese name and Gregorian years; who asks may write
languages and kinds in Chinese or English, and years of any calendar that dates are written in.
"""

from __future__ import annotations

from archivist.dates import DateStatement, understand
from archivist.describing.crossing import years_of
from archivist.describing.lists import kind_named, kinds_meant
from archivist.i18n import language
from marc.languages import codes_of, language_name
from storage.query import FIRST_YEAR, LAST_YEAR, All, Any, Node, Not, Words, Years


def understood(node: Node) -> Node:
    """The query with the names of languages and kinds also as they are kept; what was written holds besides.

    Years of an era, as 民国24年, become Gregorian ones; of a name that more than one may have, each is meant.
    """
    if isinstance(node, Words) and node.field == "year":
        meant = years_meant(node.text)
        return (meant[0] if len(meant) == 1 else Any(meant)) if meant else node
    if isinstance(node, Words):
        kept = [name for name in _kept(node) if name.casefold() != node.text.casefold()]
        return Any((node, *(Words(name, node.field) for name in kept))) if kept else node
    if isinstance(node, Not):
        return Not(understood(node.part))
    if isinstance(node, (All, Any)):
        return type(node)(tuple(map(understood, node.parts)))
    return node


def years_meant(text: str) -> tuple[Years, ...]:
    """The years that a written date means, more than one where its name comes back; none where it is no date."""
    date = understand(text)
    each = [DateStatement(text, *pair) for pair in date.candidates] or [date]
    spans = [years_of((one,)) for one in each]
    return tuple(Years(first or FIRST_YEAR, last or LAST_YEAR) for first, last in spans if first or last)


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
