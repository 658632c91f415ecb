"""`archivist clean`: page images cleaned by a recipe that stands beside them; the masters stay as they are."""

from __future__ import annotations

import json as json_format
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.documents import refuse_existing
from archivist.errors import TOLD, ArchivistError
from archivist.i18n import say
from ocr.export.files import replacing
from ocr.images import BadPage, Source, expand

if TYPE_CHECKING:
    from ocr.cleaning.recipe import Recipe
    from ocr.cleaning.warps import Picture


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(clean)


def clean(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Images, folders or PDFs.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the cleaned pages.")],
    recipe: Annotated[Path | None, typer.Option(help="A recipe to follow instead of deciding one.")] = None,
    steps: Annotated[str, typer.Option(help="The steps to decide, in their order, with commas between them.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace existing files.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Cleans page images; each is written as PNG with its recipe beside it, and the master stays as it is."""
    # Only here: cv2 would hold up every other command.
    from ocr.cleaning.files import recipe_of
    from ocr.cleaning.plan import USUAL
    from ocr.cleaning.steps import known_steps

    if recipe is not None and steps:
        raise ArchivistError("Give either --recipe or --steps: a recipe says itself which steps there are.")
    wanted = known_steps(steps) if steps else USUAL
    fixed = None if recipe is None else recipe_of(recipe)
    if output.exists() and not output.is_dir():
        raise ArchivistError("{file} is not a folder; name one for the cleaned pages.", file=output)
    output.mkdir(parents=True, exist_ok=True)
    work = _Work(Out(json), output, force, images)
    for source in expand(images):
        work.do(source, fixed, wanted)
    finish(work.faults > 0)


@dataclass
class _Work:
    """Cleans images one after the other, counts those that could not be cleaned, and keeps every master."""

    out: Out
    folder: Path
    force: bool
    given: list[Path]
    faults: int = 0
    written: set[Path] = field(default_factory=set)

    def do(self, source: Source | BadPage, fixed: Recipe | None, wanted: tuple[str, ...]) -> None:
        try:
            if isinstance(source, BadPage):
                raise source.problem
            self.out.progress(source.name)
            self._clean(source, fixed, wanted)
        except TOLD as error:
            if len(self.given) == 1 and self.given[0].is_file() and not self.written:
                raise
            self.faults += 1
            self.out.note(say(error))
        finally:
            self.out.progress_done()

    def _clean(self, source: Source, fixed: Recipe | None, wanted: tuple[str, ...]) -> None:
        from ocr.cleaning.files import opened, png
        from ocr.cleaning.steps import apply, clean

        master, dpi = opened(source.bytes, source.name)
        recipe, pages = (fixed, apply(master, fixed)) if fixed is not None else clean(master, wanted)
        paths = list(_names(self.folder, Path(source.name).stem, pages))
        beside = self.folder / f"{Path(source.name).stem}.json"
        for path in (*paths, beside):
            self._may_write(path)
        for path, page in zip(paths, pages, strict=True):
            self._write(path, png(page, dpi))
        self._write(beside, recipe.to_json().encode())
        values: dict[str, object] = {
            "image": source.name,
            "out": [str(path) for path in paths],
            "recipe": json_format.loads(recipe.to_json()),
        }
        self.out.item(values, "\n".join(str(path) for path in paths))

    def _may_write(self, path: Path) -> None:
        refuse_existing(path, self.force)
        if path in self.written:
            raise ArchivistError(
                "{file} has just been written for another image of that name; clean it apart.", file=path
            )
        if path.exists() and any(path.samefile(master) for master in self._masters()):
            raise ArchivistError("{file} is a master, which is never replaced; name another folder.", file=path)

    def _masters(self) -> Iterator[Path]:
        for path in self.given:
            yield from path.iterdir() if path.is_dir() else [path]

    def _write(self, path: Path, data: bytes) -> None:
        with replacing(path) as file:
            file.write(data)
        self.written.add(path)


def _names(folder: Path, stem: str, pages: list[Picture]) -> Iterator[Path]:
    """Where pages go: name.png, or name.1.png and name.2.png for those of a spread."""
    for number in range(1, len(pages) + 1):
        yield folder / (f"{stem}.png" if len(pages) == 1 else f"{stem}.{number}.png")
