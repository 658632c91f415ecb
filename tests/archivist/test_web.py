"""The web edition, as files and in a real browser."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from archivist import documents
from archivist.errors import ArchivistError
from archivist.web import pictures, search_data
from archivist.web.edition import Published, publish
from archivist.workspace import Workspace
from ocr.derivatives import Sizes, write_for_browsers
from ocr.page import Box, Direction, Line, PageText, Region, Script, Word
from resources.search import folding
from storage.analyser import Analyser
from storage.values import Access, Document
from tests.archivist.conftest import Said

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BLUE = (40, 90, 160)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


def text_of(lines: Sequence[str], direction: Direction = "horizontal", script: Script = "hans") -> PageText:
    """A page of 600 × 800 pixels with these lines, each 40 pixels after the other."""
    made = tuple(
        Line((Word(line, box, 0.9),), box, 0.9)
        for number, line in enumerate(lines)
        for box in [Box(60, 80 + 40 * number, 540, 110 + 40 * number)]
    )
    region = Region(made, Box(60, 80, 540, 700), direction, script)
    return PageText(600, 800, (region,), script, direction, "test", "1")


def add(ws: Workspace, folder: Path, title: str, texts: Sequence[PageText | None], kind: str = "") -> Document:
    """A document with a page for each text; None for one that nobody has read."""
    folder.mkdir()
    for number in range(len(texts)):
        image = Image.new("RGB", (600, 800), BLUE)
        image.putpixel((number, ord(title[0]) % 600), (255, 255, 255))
        image.save(folder / f"{number}.png")
    list(documents.add(ws, [folder], title, kind))
    (head, *_) = ws.archive.documents.list()
    for page, text in zip(ws.archive.documents.pages(head.id), texts, strict=True):
        if text:
            ws.archive.documents.save_text(page.id, 0, text.to_json(), text.text, "machine", 0.9)
    return ws.archive.documents.get(head.id)


@pytest.fixture
def library(ws: Workspace, tmp_path: Path) -> Workspace:
    add(ws, tmp_path / "a", "达赉湖散记", [text_of(["今日到达赉", "湖边。"]), text_of(["别处"]), None], "图书")
    add(ws, tmp_path / "b", "臚濱縣志略", [text_of(["達賚湖在縣治東南", "六十里"], "vertical-rl", "hant")])
    add(ws, tmp_path / "c", "Lakes & <rivers>", [text_of(["The Lake of Heaven, de-", "scribed; café"], script="latn")])
    return ws


def made(ws: Workspace, out: Path, ids: Sequence[int] | None = None, **more: object) -> list[Published]:
    """An edition, made to its end."""
    return list(publish(ws, out, ids, **more))  # type: ignore[arg-type]  # title, address, force


class Links(HTMLParser):
    """Every address that a page of HTML names, and what it lacks for those who can't see it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name, value in attrs if name in ("href", "src") and value]
        if tag == "img" and "alt" not in given:
            self.faults.append("a picture without alt")
        if tag == "html" and not given.get("lang"):
            self.faults.append("no language")
        if tag == "input" and not given.get("aria-label"):
            self.faults.append("a field without a name")


class TestFiles:
    def test_every_link_leads_to_a_file_of_the_edition_and_none_elsewhere(
        self, library: Workspace, tmp_path: Path
    ) -> None:
        out = tmp_path / "web"
        made(library, out)
        for page in out.rglob("*.html"):
            links = Links()
            links.feed(page.read_text("utf-8"))
            assert links.faults == []
            for link in links.found:
                if not link.startswith(("#", "data:")):
                    assert (page.parent / link).is_file(), f"{page}: {link}"
        for file in (*out.rglob("*.js"), *out.rglob("*.css")):
            assert not re.search(r"https?://|//[a-z]+\.|fetch\(|XMLHttpRequest", file.read_text("utf-8")), file

    def test_names_are_plain_and_stay_when_it_is_made_again(self, library: Workspace, tmp_path: Path) -> None:
        out = tmp_path / "web"
        made(library, out)
        before = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
        assert all(re.fullmatch(r"[a-z0-9./]+", name) for name in before)
        made(library, out, force=True)
        after = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*") if file.is_file()}
        assert after == before
        assert sorted(path.name for path in tmp_path.iterdir() if "web" in path.name) == ["web"]

    def test_texts_say_their_language_and_direction_and_are_escaped(self, library: Workspace, tmp_path: Path) -> None:
        made(library, tmp_path / "web")
        assert '<div class="region vertical-rl text" lang="zh-Hant" tabindex="0">' in (
            tmp_path / "web/documents/2/1.html"
        ).read_text("utf-8")
        index = (tmp_path / "web/index.html").read_text("utf-8")
        assert "Lakes &amp; &lt;rivers&gt;" in index
        assert "<rivers>" not in index

    def test_a_table_is_a_table(self, ws: Workspace, tmp_path: Path) -> None:
        lines = tuple(
            Line(tuple(Word(text, Box(left, top, left + 60, top + 20), 0.9) for text, left in row), box, 0.9)
            for row, top in (((("年份", 60), ("水位", 300)), 80), ((("1951", 60), ("543.91", 300)), 120))
            for box in [Box(60, top, 360, top + 20)]
        )
        region = Region(lines, Box(60, 80, 360, 140), "horizontal", "hans", "table")
        page = PageText(600, 800, (region,), "hans", "horizontal", "test", "1")
        add(ws, tmp_path / "a", "水位表", [page])
        made(ws, tmp_path / "web")
        text = re.sub(r"<span[^>]*>|</span>", "", (tmp_path / "web/documents/1/1.html").read_text("utf-8"))
        assert re.findall(r"<t[hd]>(.*?)</t[hd]>", text) == ["年份", "水位", "1951", "543.91"]

    def test_a_page_that_nobody_has_read_is_there_as_a_picture(self, library: Workspace, tmp_path: Path) -> None:
        made(library, tmp_path / "web")
        assert "Nobody has read this page" in (tmp_path / "web/documents/1/3.html").read_text("utf-8")
        assert (tmp_path / "web/documents/1/3.jpg").stat().st_size > 0

    def test_the_manifest_has_a_canvas_for_each_page_with_its_picture(self, library: Workspace, tmp_path: Path) -> None:
        made(library, tmp_path / "web", address="https://lib.example.cn/web")
        manifest = json.loads((tmp_path / "web/documents/1/manifest.json").read_text("utf-8"))
        assert manifest["@context"] == "http://iiif.io/api/presentation/3/context.json"
        assert (manifest["type"], len(manifest["items"])) == ("Manifest", 3)
        ids: list[str] = []
        for canvas in manifest["items"]:
            (page,) = canvas["items"]
            (annotation,) = page["items"]
            assert (annotation["motivation"], annotation["target"]) == ("painting", canvas["id"])
            body = annotation["body"]
            assert (body["width"], body["height"]) == (canvas["width"], canvas["height"])
            local = body["id"].removeprefix("https://lib.example.cn/web/")
            assert (tmp_path / "web" / local).is_file()
            ids += [canvas["id"], page["id"], annotation["id"]]
        assert len(set(ids)) == len(ids)
        assert all(id.startswith("https://lib.example.cn/web/") for id in ids)
        vertical = json.loads((tmp_path / "web/documents/2/manifest.json").read_text("utf-8"))
        assert (manifest["viewingDirection"], vertical["viewingDirection"]) == ("left-to-right", "right-to-left")

    def test_pictures_of_the_same_master_are_taken_over_and_others_made(
        self, library: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made(library, tmp_path / "web")
        add(library, tmp_path / "d", "新", [None])
        called: list[Path] = []

        def noted(master: Path, full: Path, small: Path) -> Sizes | tuple[str, dict[str, object]]:
            called.append(master)
            return write_for_browsers(master, full, small)

        monkeypatch.setattr(pictures, "write_for_browsers", noted)
        made(library, tmp_path / "web", force=True)
        assert len(called) == 1

    def test_several_workers_make_the_same(self, library: Workspace, tmp_path: Path) -> None:
        file = library.archive.files.path(library.archive.documents.pages(1)[1].digest)
        file.chmod(0o644)
        file.write_bytes(b"rotten")
        one, two = (made(library, tmp_path / f"web{workers}", workers=workers) for workers in (1, 2))
        assert [(item.document, item.page, str(item.problem)) for item in one] == [
            (item.document, item.page, str(item.problem)) for item in two
        ]
        for file in (tmp_path / "web1").rglob("*"):
            if file.is_file():
                assert file.read_bytes() == (tmp_path / "web2" / file.relative_to(tmp_path / "web1")).read_bytes()

    def test_a_master_that_is_damaged_is_named_and_the_rest_is_made(self, library: Workspace, tmp_path: Path) -> None:
        (page, *_) = library.archive.documents.pages(1)
        file = library.archive.files.path(page.digest)
        file.chmod(0o644)
        file.write_bytes(b"rotten")
        found = made(library, tmp_path / "web")
        assert [(item.document, item.page) for item in found if item.problem] == [(1, 1)]
        assert (tmp_path / "web/documents/1/1.html").is_file()
        assert (tmp_path / "web/documents/1/2.jpg").is_file()


class TestWhatIsPublished:
    def test_only_what_is_public_is_in_it(self, library: Workspace, tmp_path: Path) -> None:
        for id, access in ((1, Access("staff")), (2, Access("sealed", "2000-01-01"))):
            head = library.archive.documents.get(id)
            library.archive.documents.restrict(id, head.version, access)
        made(library, tmp_path / "web")
        assert sorted(path.name for path in (tmp_path / "web/documents").iterdir()) == ["2", "3"]
        everything = "".join(file.read_text("utf-8") for file in (tmp_path / "web").rglob("*.*s") if file.is_file())
        assert "散记" not in everything
        assert "湖边" not in everything
        with pytest.raises(ArchivistError, match="is not public"):
            made(library, tmp_path / "other", [1])
        assert not (tmp_path / "other").exists()

    def test_the_log_says_what_was_published(self, library: Workspace, tmp_path: Path) -> None:
        made(library, tmp_path / "web", [2])
        events = library.archive.events.of("document", [1, 2, 3])
        assert [event.item for event in events if event.kind == "export"] == [2]

    def test_only_an_edition_is_replaced_and_only_when_told(self, library: Workspace, tmp_path: Path) -> None:
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "a.txt").write_text("a")
        with pytest.raises(ArchivistError, match="no web edition"):
            made(library, tmp_path / "letters", force=True)
        made(library, tmp_path / "web", [1])
        with pytest.raises(ArchivistError, match="--force"):
            made(library, tmp_path / "web", [2])
        assert (tmp_path / "web/documents/1").is_dir()

    def test_one_that_is_stopped_leaves_nothing(self, library: Workspace, tmp_path: Path) -> None:
        work = publish(library, tmp_path / "web")
        next(work)
        work.close()  # type: ignore[attr-defined]  # it is a generator
        assert [path.name for path in tmp_path.iterdir() if "web" in path.name] == []

    def test_the_command_says_what_it_made(self, say: Callable[..., Said], library: Workspace, tmp_path: Path) -> None:
        code, (line,), err = say("web", tmp_path / "web", "--archive", library.folder, "--json")
        assert (code, line["documents"], line["pages"], line["faults"]) == (0, 3, 5, 0)
        assert "--address" in err[0]
        assert say("web", tmp_path / "web", "--archive", library.folder, "--json")[0] == 2


class TestIndex:
    @given(st.lists(st.integers(0, 5000), unique=True).map(sorted))
    def test_packed_numbers_are_what_the_browser_unpacks(self, pages: list[int]) -> None:
        found: list[int] = []
        page = -1
        for part in filter(None, search_data.packed(pages).split(",")):
            step, _, times = part.partition("*")
            for _ in range(int(times or "1", 36)):
                page += int(step, 36)
                found.append(page)
        assert found == pages

    @given(st.text(alphabet="达賚湖ab cé、Яᠳᠠ", max_size=12), st.text(alphabet="达賚湖ab cé、Яᠳᠠ", max_size=30))
    def test_a_text_has_all_keys_of_each_of_its_parts_that_begins_and_ends_with_words(
        self, phrase: str, around: str
    ) -> None:
        analyser = Analyser(folding())
        part = analyser.fold(phrase).text
        whole = analyser.fold(f"{around} {phrase} {around}").text
        assert search_data.keys(part) <= search_data.keys(whole)

    def test_many_pages_make_many_files_none_of_them_large(self) -> None:
        data = search_data.SearchData(Analyser(folding()), folding())
        for page in range(600):
            data.add("".join(chr(0x4E00 + (page * 37 + n * 101) % 3000) for n in range(400)))
        shards = data.shards()
        assert len(shards) > 4
        assert len(shards) & (len(shards) - 1) == 0
        assert max(map(len, shards.values())) < 200_000


def in_chromium(page: str, *options: str, size: str = "1366,900") -> str:
    """The page as it stands in Chromium after its scripts have run."""
    assert CHROMIUM
    command = [
        CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", f"--window-size={size}",
        "--virtual-time-budget=10000", *options, "--dump-dom", page,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return done.stdout


MONGOLIAN = text_of(["ᠮᠣᠩᠭᠣᠯ\u202fᠤᠨ ᠳᠠᠯᠠᠢ"], script="mong")


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of three documents, that lies on a disk."""
    folder = tmp_path_factory.mktemp("web")
    with Workspace.create(folder / "archive", "Test") as ws:
        add(ws, folder / "a", "达赉湖散记", [text_of(["今日到达赉", "湖边。"]), text_of(["别处"]), None])
        add(ws, folder / "b", "臚濱縣志略", [text_of(["達賚湖在縣治東南", "六十里"], "vertical-rl", "hant")])
        english = text_of(["The Lake of Heaven, de-", "scribed; café"], script="latn")
        add(ws, folder / "c", "Lakes", [english, MONGOLIAN])
        made(ws, folder / "out")
    return folder / "out"


def _near(one: object, other: tuple[int, int, int]) -> bool:
    return isinstance(one, tuple) and all(abs(a - b) < 8 for a, b in zip(one, other, strict=True))


DRIVE = """
addEventListener("load", async function () {
  const found = {}, pause = () => new Promise((done) => setTimeout(done, 200));
  for (const query of asked) {
    location.hash = "#q=" + encodeURIComponent(query);
    await pause();
    while (document.getElementById("status").textContent.startsWith("Searching")) await pause();
    found[query] = Array.from(document.querySelectorAll("#results a"), (a) => a.href.match(/(\\d+.\\d+).html/)[1]);
  }
  document.title = JSON.stringify(found);
});
"""


@needs_chromium
class TestChromium:
    def test_the_first_page_opens_from_a_disk_and_finds_what_its_address_asks_for(self, edition: Path) -> None:
        dom = in_chromium(f"{(edition / 'index.html').as_uri()}#q=达赉湖")
        assert re.findall(r'href="documents/(\d+/\d+)\.html#', dom) == ["1/1", "2/1"]
        assert "<mark>達賚湖</mark>" in dom
        assert "<mark>达赉湖</mark>" in dom

    def test_search_finds_every_written_form_across_lines_and_nothing_else(self, edition: Path) -> None:
        wanted = {
            "达赉湖": ["1/1", "2/1"], "達賚湖": ["1/1", "2/1"], "湖": ["1/1", "2/1"], "東南六十": ["2/1"],
            "lake": ["3/1"],
            "LAKE of": ["3/1"], "described": ["3/1"], "cafe": ["3/1"], '"lake heaven"': [], "边达": [], "别处": ["1/2"],
            "今 湖": ["1/1"], "Hea": ["3/1"], "of": ["3/1"], "。": [],
        }  # fmt: skip
        driven = (edition / "index.html").read_text(
            "utf-8"
        ) + f"<script>const asked = {json.dumps(list(wanted))};{DRIVE}</script>"
        (edition / "drive.html").write_text(driven, "utf-8")
        (found,) = re.findall("<title>(.*?)</title>", in_chromium((edition / "drive.html").as_uri()))
        assert json.loads(html.unescape(found)) == wanted

    def test_a_page_shows_its_picture_and_marks_what_was_searched_on_it(self, edition: Path) -> None:
        dom = in_chromium(f"{(edition / 'documents/2/1.html').as_uri()}#q=达赉湖")
        assert "<mark>達賚湖</mark>" in dom
        (marks,) = re.findall(r'id="marks"[^>]*>(.*?)</div>', dom)
        (style,) = re.findall(r'style="([^"]*)"', marks)
        assert "left: 10%" in style
        assert "top: 10%" in style

    def test_pictures_are_drawn(self, edition: Path, tmp_path: Path) -> None:
        shot = tmp_path / "shot.png"
        in_chromium((edition / "documents/1/1.html").as_uri(), f"--screenshot={shot}")
        with Image.open(shot) as image:
            colours = image.convert("RGB").getcolors(1 << 24)
        assert colours is not None
        assert sum(count for count, colour in colours if _near(colour, BLUE)) > 5_000

    def test_the_browser_folds_as_the_archive_does(self, edition: Path, tmp_path: Path) -> None:
        samples = [
            "達賚湖、达赉湖", "Ⅳ ㍻ ﬁn", "ЁЛКА ө Ү й", "co-\noperate well - known", "l'été Ångström", "全角ＡＢＣ１２",
            "□○〓◯ ■", "a  b\n\nc", "Straße", "湖 湖-湖", "e\u0301tude", "A、B", "don’t 12-34",
            "湖ᠮᠤᠩᠭᠤᠯ\u202fᠤᠨab ᠮᠣᠩᠭᠣᠯ",
        ]  # fmt: skip
        analyser = Analyser(folding())
        for name in ("fold.js", "forms.js"):
            shutil.copy(edition / "assets" / name, tmp_path)
        page = tmp_path / "fold.html"
        page.write_text(
            '<meta charset="utf-8"><script src="fold.js"></script><script src="forms.js"></script><pre id="out"></pre>'
            f"<script>out.textContent=JSON.stringify({json.dumps(samples)}.map(t=>Archivist.fold(t).text))</script>",
            "utf-8",
        )
        (out,) = re.findall(r'<pre id="out">(.*?)</pre>', in_chromium(page.as_uri()))
        assert json.loads(html.unescape(out)) == [analyser.fold(sample).text for sample in samples]
