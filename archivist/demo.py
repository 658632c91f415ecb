"""The main job end to end on the sample material, a line a step; a second run goes on where the first stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from archivist import documents, editing, records, searching
from archivist.accessions import Accession, Agreement, Donor, Item
from archivist.accessions import work as accessions
from archivist.dates import understand
from archivist.describing import Condition, Description, Person, PlaceRef, Repair, Subject, Title
from archivist.describing import work as describing
from archivist.errors import ArchivistError
from archivist.i18n import Language, _, language, ngettext
from archivist.workspace import Workspace
from marc import files
from marc.record import Record

NAMES: dict[Language, str] = {"en": "Sample archive", "zh_CN": "样例书档"}
PROFILE = "nlc"
WORKERS = 2
DONE = "demo-complete"
"""A file beside the archive that says the demo got to its end."""


def beside(archive: Path) -> Path:
    """The folder for what comes into and goes out of the sample archive."""
    return archive.with_name(archive.name + "-files")


def is_complete(archive: Path) -> bool:
    """Whether the demo has run to its end here before."""
    return (beside(archive) / DONE).exists() and (archive / "archive.toml").exists()


def run(archive: Path, *, pictures: bool) -> Iterator[str]:
    """Does every step and yields what it did; `pictures`: of each desk, in both languages, light and dark."""
    started = time.perf_counter()
    work = beside(archive)
    with _open(archive) as ws:
        yield _("Archive: {folder}").format(folder=archive)
        yield from _records_in(ws, work / "incoming")
        yield from _edit_one(ws)
        yield from _records_out(ws, work / "exported")
        yield from _documents_in(ws, work / "incoming" / "pages")
        yield from _read(ws)
        yield from _correct_one(ws)
        yield from _donation(ws)
        yield from _search(ws)
        yield from _documents_out(ws, work / "exported")
    if pictures:
        yield from _pictures(archive, work / "pictures")
    (work / DONE).touch()
    yield _("Done in {seconds:.0f} s").format(seconds=time.perf_counter() - started)


def _open(archive: Path) -> Workspace:
    if not (archive / "archive.toml").exists():
        return Workspace.create(archive, NAMES[language()])
    ws = Workspace.open(archive)
    if ws.name not in NAMES.values():
        ws.close()
        raise ArchivistError("{folder} is an archive of your own, not the sample; name another folder.", folder=archive)
    return ws


def _records_in(ws: Workspace, folder: Path) -> Iterator[str]:
    from archivist.samples.records import sample_batch, sample_batch_utf8

    if records.counts(ws)["all"]:
        # The demo mends a year, so that one record is no longer the duplicate of what comes in.
        yield _("Records in: all of them before")
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("records-gbk.iso", sample_batch()), ("records-mongolian-utf8.iso", sample_batch_utf8())):
        batch = folder / name
        batch.write_bytes(content)
        info = records.inspect_file(batch).info
        outcomes = Counter(item.outcome for item in records.import_file(ws, batch, profile=PROFILE))
        yield _("Records in: {file}, {container}, {encoding}: {added} added, {skipped} there already").format(
            file=name,
            container=info.container,
            encoding=info.encoding,
            added=outcomes["added"],
            skipped=outcomes["skipped"],
        )
    counts = records.counts(ws)
    yield _("Checked: {errors} records with errors, {warnings} with warnings, {clean} without findings").format(
        **counts
    )


def _edit_one(ws: Workspace) -> Iterator[str]:
    """Takes the first fix that a finding offers, as a cataloguer would."""
    for row in (*records.rows(ws, 0, 200, having="errors"), *records.rows(ws, 0, 200, having="warnings")):
        opened = records.load(ws, row.id)
        for finding in editing.findings(opened.record, PROFILE):
            if finding.fix is not None:
                saved = records.save(ws, opened, finding.fix.apply(opened.record), PROFILE)
                yield _("Record {id} “{title}”: {finding} Mended, saved as version {version}").format(
                    id=row.id, title=row.points.title, finding=finding.message, version=saved.version
                )
                return
    yield _("No record has a finding that mends itself")


def _records_out(ws: Workspace, folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True, exist_ok=True)
    for encoding in ("gbk", "gb18030"):
        out = folder / f"records-{encoding}.iso"
        outcomes = list(records.export(ws, out, encoding=encoding, force=True))
        refused = [outcome for outcome in outcomes if outcome.reason]
        again = [item for item in files.open_batch(out) if isinstance(item, Record)]
        yield _("Records out: {file}, {written} written, {refused} refused; {again} read again").format(
            file=out.name, written=len(outcomes) - len(refused), refused=len(refused), again=len(again)
        )


def _documents_in(ws: Workspace, folder: Path) -> Iterator[str]:
    from archivist.samples.pages import draw_pages

    folder.mkdir(parents=True, exist_ok=True)
    known = {document.title for document in documents.listing(ws)}
    drawn = groupby(draw_pages(folder), key=lambda page: (page.document, page.kind))
    for (title, kind), group in drawn:
        paths = [page.path for page in group]
        if title not in known:
            pages = sum(item.page is not None for item in documents.add(ws, paths, title, kind))
            text = ngettext("Document in: {title}, {pages} page", "Document in: {title}, {pages} pages", pages)
            yield text.format(title=title, pages=pages)


def _read(ws: Workspace) -> Iterator[str]:
    started = time.perf_counter()
    confidences = []
    for page in documents.read(ws, workers=WORKERS):
        if page.error:
            yield page.error
        else:
            confidences.append(page.confidence)
    if confidences:
        yield _("Pages read: {count} in {seconds:.1f} s by {workers} workers, mean confidence {confidence:.1%}").format(
            count=len(confidences),
            seconds=time.perf_counter() - started,
            workers=WORKERS,
            confidence=sum(confidences) / len(confidences),
        )
    else:
        yield _("Pages read: all of them before")


def _correct_one(ws: Workspace) -> Iterator[str]:
    """A person vouches for the first line of the first page; what it should say is known from the sample's text."""
    page = documents.pages(ws, documents.listing(ws)[0].id)[0]
    text = documents.page_text(ws, page.id)
    first = next((line.text for _region, line in text.lines), "") if text else ""
    if first and not page.corrected:
        stored = documents.correct(ws, page.id, page.text_version, 0, first)
        yield _("Line confirmed: “{text}”, version {version} of the page’s text").format(
            text=first, version=stored.version
        )


def _donation(ws: Workspace) -> Iterator[str]:
    """The gazetteer and the readings of the lake came from somebody; the gazetteer is described."""
    if accessions.listing(ws):
        yield _("Accession: noted before")
        return
    known = {document.title: document.id for document in documents.listing(ws)}
    things = (Item("手抄县志", 1, "册", "书脊开裂"), Item("水位表", 2, "页"))
    agreed = Agreement("gift", "版权归捐赠人；图书馆可数字化并公开提供阅览。", signed="2026-03-02")
    came = accessions.add(ws, Accession("2026-03-01", Donor("乌兰其其格"), things, agreed, ws.archive.agent))
    for title in ("臚濱縣志略", "达赉湖水位表"):
        accessions.assign(ws, came, known[title])
    head = documents.get(ws, known["臚濱縣志略"])
    titles = (Title(head.title, "chi"), Title("Описание уезда Лубинь", "rus", role="translated"))
    told = Description(
        "gazetteer", titles, (understand("民國二十一年五月"),), (PlaceRef("臚濱"), PlaceRef("達賚湖")),
        (Person("臚濱縣公署", "compiler", "body"),), (Subject("湖泊"), Subject("山川")), ("chi",), extent="3页",
        condition=Condition(3, "书脊开裂", "2026-03-05", ws.archive.agent),
        repairs=(Repair("2026-03-20", ws.archive.agent, "补书脊", "皮纸"),),
    )  # fmt: skip
    describing.describe(ws, head, told)
    yield _("Accession: {number}, {documents} documents, one of them described").format(number=came.number, documents=2)


def _search(ws: Workspace) -> Iterator[str]:
    found = {}
    for query in ("達賚湖", "达赉湖", "水位", "湖", "озеро", "нуур"):
        results = searching.find(ws, query, limit=1000)
        found[query] = {(hit.kind, hit.id) for hit in results.hits}
        kinds = Counter(hit.kind for hit in results.hits)
        yield _("Search {query}: {pages} pages, {records} records, {ms:.1f} ms").format(
            query=query, pages=kinds["page"], records=kinds["record"], ms=results.seconds * 1000
        )
    same = found["達賚湖"] == found["达赉湖"] and bool(found["達賚湖"])
    yield _("達賚湖 and 达赉湖 find the same") if same else _("達賚湖 and 达赉湖 do NOT find the same")


def _documents_out(ws: Workspace, folder: Path) -> Iterator[str]:
    for document in documents.listing(ws):
        out = folder / f"{document.id:02} {document.title}.pdf"
        pages = sum(1 for _page in documents.export(ws, document.id, out, "pdf", force=True))
        text = ngettext("PDF: {file}, {pages} page, {found}", "PDF: {file}, {pages} pages, {found}", pages)
        yield text.format(file=out.name, pages=pages, found=_found_again(out))


def _found_again(out: Path) -> str:
    """What another program takes out of the PDF."""
    if not shutil.which("pdftotext"):
        return _("pdftotext is not installed")
    done = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, timeout=60, check=False)
    return _("pdftotext finds {count} characters").format(count=len("".join(done.stdout.decode("utf-8").split())))


def _pictures(archive: Path, folder: Path) -> Iterator[str]:
    """In a process of its own, because Qt stays out of this one."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "ui.pictures", str(archive), str(folder)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        raise ArchivistError(
            "The pictures of the window could not be taken: {reason}", reason=done.stderr.strip()[-300:]
        )
    yield _("Pictures of the desks: {count} in {folder}").format(count=len(list(folder.glob("*.png"))), folder=folder)
