"""The mark of a copy in forms that are text: where people see it and programs are not led astray.

Every form has an entry here or draws its mark itself (`DRAWN`); `write_document` knows no third way. What was decided:

- plain text begins with the mark in brackets;
- ALTO and PAGE XML have it in the description that their schemas provide for, and as a comment at the head, which is
  what somebody who opens the file sees;
- hOCR shows it in red above each page, outside of what is told to be print;
- JSON has it as `copy` in each line, which readers of pages pass over;
- CSV ends with it, after an empty line as between two tables: at the head it would be taken for the names of columns;
- XLSX has a sheet for it behind the tables, and it is printed below each of them;
- a PDF has it below each page, an e-book in each chapter.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

from ocr.export.xml import clean

DRAWN = frozenset(("pdf", "epub", "xlsx"))
"""Forms that are no text; what writes them takes the mark from the choices."""
_HEAD = re.compile(r"\A<\?xml[^>]*\?>\n")
_OBJECT = re.compile(r"^\{", re.MULTILINE)
_PAGE = re.compile(r'^( *)(<div class="ocr_page")', re.MULTILINE)


def marked(to: str, contents: str, mark: str) -> str:
    """The contents of a file in one of the forms that are text, with the mark of a copy, if it has one."""
    return MARKS[to](contents, " ".join(mark.split())) if mark else contents


def _plain(contents: str, mark: str) -> str:
    return f"[{mark}]\n{contents}"


def _alto(contents: str, mark: str) -> str:
    told = (
        f'<Processing ID="copy"><processingCategory>other</processingCategory>'
        f"<processingStepDescription>{_escaped(mark)}</processingStepDescription></Processing>"
    )
    return _commented(contents.replace("  </Description>", f"    {told}\n  </Description>", 1), mark)


def _page(contents: str, mark: str) -> str:
    told = f"<Comments>{_escaped(mark)}</Comments>"
    return _commented(contents.replace("  </Metadata>", f"    {told}\n  </Metadata>", 1), mark)


def _hocr(contents: str, mark: str) -> str:
    shown = f'<p class="mark" style="color: #a5382b">{_escaped(mark)}</p>'
    return _PAGE.sub(lambda found: f"{found[1]}{shown}\n{found[0]}", contents)


def _json(contents: str, mark: str) -> str:
    """The lines are objects; the mark is their first value, so that it is seen."""
    told = json.dumps(mark, ensure_ascii=False)
    return _OBJECT.sub(lambda _found: f'{{"copy":{told},', contents)


def _csv(contents: str, mark: str) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([])
    writer.writerow([mark])
    return contents + out.getvalue()


def _commented(contents: str, mark: str) -> str:
    """A comment must not hold two hyphens."""
    told = clean(mark).replace("--", "\u2010\u2010")
    return _HEAD.sub(lambda found: f"{found[0]}<!-- {told} -->\n", contents)


def _escaped(mark: str) -> str:
    return escape(clean(mark))


MARKS: Mapping[str, Callable[[str, str], str]] = {
    "text": _plain,
    "json": _json,
    "alto": _alto,
    "hocr": _hocr,
    "page": _page,
    "csv": _csv,
}
"""By the name of the form: from its contents and the mark to the contents of a copy."""
