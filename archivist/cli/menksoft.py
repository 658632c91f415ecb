"""`archivist menksoft`: text in the private-use characters of Menksoft's fonts, in Unicode."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from archivist.cli.output import JSON, Out, finish
from archivist.documents import refuse_existing
from archivist.errors import ArchivistError
from archivist.i18n import _, ngettext
from resources import mongolian
from storage.menksoft import Menksoft

_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def register(app: typer.Typer) -> None:
    """Adds the command to the root."""
    app.command()(menksoft)


def menksoft(
    source: Annotated[Path, typer.Argument(metavar="IN", help="A text in UTF-8, UTF-16 or GB 18030.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The same in Unicode, as UTF-8.")],
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    json: Annotated[bool, JSON] = False,
) -> None:
    """Turns Mongolian of Menksoft's fonts into Unicode; words that are not certain stay, and are named."""
    refuse_existing(target, force)
    out, known = Out(json), Menksoft(mongolian.menksoft())
    lines, doubts = [], 0
    for number, line in enumerate(_text(source).splitlines(keepends=True), 1):
        converted = known.to_unicode(line)
        lines.append(converted.text)
        doubts += len(converted.doubtful)
        for word in converted.doubtful:
            numbers = " ".join(f"U+{ord(character):04X}" for character in word)
            out.item(
                {"line": number, "doubtful": word},
                _("line {line}: {word} is not certain and stays as it is").format(line=number, word=numbers),
            )
    target.write_text("".join(lines), encoding="utf-8", newline="")
    written = ngettext("{n} line written to {file}", "{n} lines written to {file}", len(lines))
    out.item({"lines": len(lines), "doubtful": doubts}, written.format(n=len(lines), file=target))
    finish(doubts > 0)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ArchivistError("{file} can't be read: {reason}.", file=path, reason=error.strerror) from error
    marked = next((encoding for bom, encoding in _BOMS.items() if data.startswith(bom)), "")
    for encoding in filter(None, (marked, "utf-8", "gb18030")):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ArchivistError("{file} is no text in UTF-8, UTF-16 or GB 18030; save it as one of these.", file=path)
