"""`archivist search`: readers' questions, answered in a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from archivist import searching
from archivist.cli.output import ARCHIVE, AS, JSON, Out, workspace
from archivist.i18n import _
from archivist.querynames import value_name
from archivist.workspace import Workspace
from storage.values import Facet, Hit, Overview, Results, Scope, Similar

SCOPES: tuple[Scope, ...] = get_args(Scope)


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(search)


def search(
    query: Annotated[
        str, typer.Argument(help="Words, “words together”, OR, NOT, (), title:…, year:1930-1945, NEAR(…).")
    ],
    scope: Annotated[str, typer.Option("--in", help="all, records, documents or pages")] = "all",
    limit: Annotated[int, typer.Option(min=1)] = 50,
    exact: Annotated[bool, typer.Option("--exact", help="Only the characters as they are written.")] = False,
    punctuation: Annotated[bool, typer.Option("--punctuation", help="Only with the punctuation as written.")] = False,
    near_forms: Annotated[bool, typer.Option("--near-forms", help="Also what was nearly read so.")] = False,
    facets: Annotated[
        bool, typer.Option("--facets", help="Also how many there are of each kind, decade, place …")
    ] = False,
    level: Annotated[str, AS] = "",
    archive: Annotated[Path | None, ARCHIVE] = None,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Finds records and pages."""
    chosen = next((known for known in SCOPES if known == scope), None)
    if chosen is None:
        raise typer.BadParameter(f"--in: {', '.join(SCOPES)}")
    out = Out(json)
    with workspace(archive, level) as ws:
        if not ws.archive.search.state.ready:
            for state in searching.follow(ws):
                out.progress(_("The search index is made again: {done} of {of}").format(done=state.done, of=state.of))
            out.progress_done()
        results = searching.find(ws, query, chosen, limit, exact=exact, punctuation=punctuation)
        nearly = _nearly(ws, query, chosen, limit, results, wanted=near_forms, closely=exact or punctuation)
        counted = searching.overview(ws, query, chosen, exact=exact, punctuation=punctuation) if facets else None
    for hit in results.hits:
        out.item(_values(hit), _text(hit))
    if nearly and near_forms:
        for hit in nearly.hits:
            out.item({**_values(hit), "nearly": True}, _("nearly: {hit}").format(hit=_text(hit)))
    _summary(out, results, nearly, counted, wanted=near_forms)


def _nearly(
    ws: Workspace, query: str, scope: Scope, limit: int, results: Results, *, wanted: bool, closely: bool
) -> Similar | None:
    """What was nearly read so: where it is wanted, and for a hint where nothing was found."""
    if wanted or (results.total == 0 and not closely):
        return searching.similar(ws, query, scope, limit)
    return None


def _summary(out: Out, results: Results, nearly: Similar | None, counted: Overview | None, *, wanted: bool) -> None:
    """The last line; scripts get more than the total and the time only where they asked for more."""
    values: dict[str, object] = {"total": results.total, "seconds": round(results.seconds, 4)}
    lines = [_("{total} found in {seconds} s").format(**values)]
    if nearly is not None:
        if wanted:
            values |= {"forms": list(results.forms), "nearly": nearly.total, "did_you_mean": list(nearly.words)}
            values["complete"] = nearly.complete
        if nearly.words:
            lines.append(_("Did you mean {words}?").format(words=", ".join(nearly.words)))
    if counted is not None:
        values["facets"] = {facet.name: dict(facet.counts) for facet in counted.facets}
        values["years"] = dict(counted.years)
        lines += [f"{facet.name}: {', '.join(_counted(facet))}" for facet in counted.facets]
    out.item(values, "\n".join(lines))


def _counted(facet: Facet) -> list[str]:
    return [f"{value_name(facet.name, value)} {count}" for value, count in facet.counts]


def _values(hit: Hit) -> dict[str, object]:
    return {
        "kind": hit.kind, "id": hit.id, "document": hit.document, "page": hit.page, "title": hit.title,
        "snippet": hit.snippet, "matches": [list(match) for match in hit.matches],
    }  # fmt: skip


def _text(hit: Hit) -> str:
    where = {
        "page": _("page {number}").format(number=hit.page),
        "record": _("record {id}").format(id=hit.id),
        "document": _("document {id}").format(id=hit.id),
    }[hit.kind]
    return f"{hit.title} · {where}\n    {marked(hit)}"


def marked(hit: Hit) -> str:
    """The snippet with its matches in corner brackets."""
    out, last = "", 0
    for start, end in hit.matches:
        out += f"{hit.snippet[last:start]}【{hit.snippet[start:end]}】"
        last = end
    return out + hit.snippet[last:]
