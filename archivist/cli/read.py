"""`archivist read`: pages to text without an archive."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from archivist.cli.forms import IMAGES, QUALITY, SCANS, VERTICAL, choices
from archivist.cli.output import JSON, LEXICON, Out, finish
from archivist.documents import left_to_type, refuse_existing
from archivist.errors import TOLD, ArchivistError
from archivist.i18n import say
from archivist.names import names_of
from ocr.export import EXPORTERS, FORMATS, write_document
from ocr.hints import DirectionHint, Hints, ScriptHint
from ocr.images import BadPage, Source, expand
from ocr.page import Direction, PageText, Script

if TYPE_CHECKING:
    from ocr.cleaning.recipe import Recipe
    from ocr.reader import Engines


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page that was read: the name of its picture, the picture's bytes, its text."""

    name: str
    picture: bytes
    text: PageText


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(read)


def read(
    images: Annotated[list[Path], typer.Argument(metavar="IMAGE…", help="Images, folders or PDFs.")],
    script: Annotated[str, typer.Option(help="auto, hans, hant, cyrl, latn, mong")] = "auto",
    direction: Annotated[str, typer.Option(help="auto, horizontal, vertical-rl, vertical-lr")] = "auto",
    engine: Annotated[str, typer.Option(help="auto, or the name of an engine")] = "auto",
    clean: Annotated[str, typer.Option(help="Clean each image first: auto, none, or the file of a recipe.")] = "none",
    words: Annotated[
        Path | None, typer.Option("--words", help="A list of names that are likely to occur, one a line.")
    ] = None,
    lexicon: Annotated[bool, LEXICON] = True,
    to: Annotated[str, typer.Option("--to", help="text, json, alto, hocr, page, csv, xlsx, epub, pdf")] = "text",
    images_in_pdf: Annotated[str, IMAGES] = "keep",
    quality: Annotated[int, QUALITY] = 75,
    vertical: Annotated[bool, VERTICAL] = False,
    scans: Annotated[bool, SCANS] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file instead of standard output.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Reads pages without an archive."""
    out = Out(json)
    if to not in FORMATS:
        raise typer.BadParameter(f"--to: {', '.join(FORMATS)}")
    chosen = choices(images_in_pdf, quality, vertical=vertical, scans=scans)
    if output:
        refuse_existing(output, force)
    elif to not in EXPORTERS:
        raise ArchivistError("{format} needs a file to be written to; name one with -o.", format=to)
    pages = _Pages(out, _hints(script, direction, engine, words, lexicon=lexicon), clean)
    leaves = pages.read(images)
    if json:
        leaves = _told(out, leaves)
    if output:
        found = ((leaf.picture, leaf.text) for leaf in leaves)
        for _number in write_document(found, output, to, title=output.stem, choices=chosen):
            pass
    elif json:
        list(leaves)
    elif to == "csv":
        # All pages together: those without a table are passed over, unless none has one.
        text = EXPORTERS[to]([(leaf.name, leaf.text) for leaf in leaves])
        # A stream ends its lines in its own way and has no need of a mark.
        sys.stdout.write(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    else:
        for leaf in leaves:
            sys.stdout.write(EXPORTERS[to]([(leaf.name, leaf.text)]))
            sys.stdout.flush()
    finish(pages.faults > 0)


def _hints(script: str, direction: str, engine: str, words: Path | None, *, lexicon: bool) -> Hints:
    if script not in get_args(Script) and script != "auto":
        raise typer.BadParameter(f"--script: auto, {', '.join(get_args(Script))}")
    if direction not in get_args(Direction) and direction != "auto":
        raise typer.BadParameter(f"--direction: auto, {', '.join(get_args(Direction))}")
    names = names_of(words) if words else ()
    return Hints(cast(ScriptHint, script), cast(DirectionHint, direction), engine, names, lexicon)


def _recipe(clean: str) -> Recipe | None:
    """The recipe in a file; None where none is named."""
    if clean in ("auto", "none"):
        return None
    from ocr.cleaning.files import recipe_of

    return recipe_of(Path(clean))


class _Pages:
    """Reads pages one after the other and counts those that could not be read."""

    def __init__(self, out: Out, hints: Hints, clean: str) -> None:
        self.out = out
        self.hints = hints
        self.faults = 0
        self._clean = clean != "none"
        self._recipe = _recipe(clean)

    def read(self, paths: list[Path]) -> Iterator[Leaf]:
        from ocr.reader import Engines

        engines = Engines()
        alone = len(paths) == 1 and paths[0].is_file()
        for source in expand(paths):
            try:
                if isinstance(source, BadPage):
                    self._fault(say(source.problem))
                    continue
                self.out.progress(source.name)
                yield from self._leaves(source, engines)
            except TOLD as error:
                if alone:
                    raise
                self._fault(say(error))

    def _leaves(self, source: Source, engines: Engines) -> Iterator[Leaf]:
        """One leaf, or two for a spread that is parted; all are read before the first is given."""
        from ocr.cleaning.reading import read_cleaned
        from ocr.reader import read_page

        picture, leaves = source.bytes, list[Leaf]()
        if not self._clean:
            leaves.append(Leaf(source.name, picture, read_page(picture, self.hints, engines)))
        else:
            for page in read_cleaned(picture, self._recipe, self.hints, engines):
                name = f"{Path(source.name).stem}.{page.part}" if page.part else source.name
                leaves.append(Leaf(name, page.picture or picture, page.text))
        self.out.progress_done()
        for leaf in leaves:
            if leaf.text.unread_lines:
                self.out.note(f"{leaf.name}: {left_to_type(leaf.text.unread_lines)}")
        yield from leaves

    def _fault(self, message: str) -> None:
        self.faults += 1
        self.out.note(message)


def _told(out: Out, leaves: Iterator[Leaf]) -> Iterator[Leaf]:
    for leaf in leaves:
        page = leaf.text
        values: dict[str, object] = {
            "image": leaf.name, "script": page.script, "direction": page.direction, "engine": page.engine,
            "seconds": round(page.seconds, 2), "confidence": round(page.confidence, 4), "text": page.text,
        }  # fmt: skip
        out.item(values)
        yield leaf
