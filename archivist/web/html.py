"""The pages of the web edition as HTML: they say everything without a script, which adds the search and the marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from archivist.web import words
from archivist.web.regions import regions
from ocr.page import PageText
from storage.values import Document, Page


@dataclass(frozen=True, slots=True)
class Frame:
    """What all pages of an edition share: its title, its first language (`zh` or `en`), the day, the archive's name."""

    title: str
    language: str
    day: str
    archive: str


def index(frame: Frame, documents: Sequence[Document]) -> str:
    """The first page: the search, then every document."""
    scripts = ("fold", "forms", "edition", "search")
    count = words.DOCUMENT_COUNT.html(documents=f"{len(documents):,}", pages=f"{sum(d.pages for d in documents):,}")
    cards = "\n".join(_card(document) for document in documents)
    listed = f'<ul class="documents">\n{cards}\n</ul>' if documents else f"<p>{words.EMPTY.html()}</p>"
    body = f"""<main id="content">
<h1>{escape(frame.title)}</h1>
<p class="facts">{count}</p>
<form class="search" id="search" role="search">
<input id="query" type="search" autocomplete="off" {words.SEARCH_LABEL.attribute("aria-label", frame.language)}>
<button class="main">{words.SEARCH.html()}</button>
</form>
<p class="hint">{words.SEARCH_HINT.html()}</p>
<noscript><p class="status">{words.NO_SCRIPT.html()}</p></noscript>
<p class="status" id="status" role="status"></p>
<ul class="results" id="results"></ul>
<button id="more" hidden>{words.MORE.html()}</button>
<div id="all">
<h2>{words.DOCUMENTS.html()}</h2>
{listed}
</div>
</main>"""
    return _whole(frame, frame.title, "", body, scripts)


def document(frame: Frame, head: Document, pages: Sequence[Page]) -> str:
    """A document: its pages as small pictures."""
    leaves = "\n".join(
        f'<li><a href="{page.number}.html"><span class="cover"><img src="{page.number}.s.jpg" alt="" loading="lazy">'
        f'</span><span class="number">{words.PAGE.html(number=page.number)}</span></a></li>'
        for page in pages
    )
    body = f"""<main id="content">
<h1>{escape(_title(head))}</h1>
<p class="facts">{_facts(head)} · <a href="manifest.json">{words.MANIFEST.html()}</a></p>
<ul class="leaves">
{leaves}
</ul>
</main>"""
    return _whole(frame, _title(head), "../../", body, (), crumbs=(("", _title(head)),))


def page(frame: Frame, head: Document, leaf: Page, text: PageText | None, size: tuple[int, int]) -> str:
    """A page: picture and text side by side."""
    alt = words.PICTURE.attribute("alt", frame.language, number=leaf.number)
    body = f"""<main id="content" style="max-width:none;padding:0">
<div class="reading">
<div class="desk"><div class="sheet">
<img src="{leaf.number}.jpg" width="{size[0]}" height="{size[1]}" {alt}>
<div class="marks" id="marks" aria-hidden="true"></div>
</div></div>
<section class="words">
<h1>{escape(_title(head))}</h1>
<p class="facts">{words.PAGE_OF.html(number=leaf.number, pages=head.pages)} · {_state(leaf, text)}</p>
{regions(text)}
</section>
</div>
</main>"""
    crumbs = (("index.html", _title(head)), ("", ""))
    title = f"{_title(head)} · {leaf.number}"
    turn = _turn(leaf.number, head.pages)
    return _whole(frame, title, "../../", body, ("fold", "forms", "page"), crumbs=crumbs, turn=turn)


def _whole(
    frame: Frame,
    title: str,
    root: str,
    body: str,
    scripts: Sequence[str],
    *,
    crumbs: Sequence[tuple[str, str]] = (),
    turn: str = "",
) -> str:
    language = {"zh": "zh-Hans", "en": "en"}[frame.language]
    loaded = "\n".join(f'<script defer src="{root}assets/{name}.js"></script>' for name in scripts)
    shown = title if title == frame.title else f"{title} – {frame.title}"
    made = words.MADE.html(day=frame.day, name=frame.archive)
    return f"""<!DOCTYPE html>
<html lang="{language}" data-ui="{frame.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(shown)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{root}assets/style.css">
<script src="{root}assets/look.js"></script>
{loaded}
</head>
<body>
<a class="skip" href="#content">{words.SKIP.html()}</a>
<header class="top">
<nav><a class="home" href="{root}index.html">{escape(frame.title)}</a>{_crumbs(crumbs)}</nav>
{turn}
<div class="switches">
<button id="language" type="button">{words.LANGUAGE.html()}</button>
<button id="theme" type="button">{words.APPEARANCE.html()}</button>
</div>
</header>
{body}
{f"<footer>{made}</footer>" if not turn else ""}
</body>
</html>
"""


def _crumbs(crumbs: Sequence[tuple[str, str]]) -> str:
    parts = (
        f'<a href="{address}">{escape(name)}</a>' if address else f'<span aria-current="page">{escape(name)}</span>'
        for address, name in crumbs
        if name
    )
    return "".join(f'<span class="sep" aria-hidden="true">›</span>{part}' for part in parts)


def _turn(number: int, pages: int) -> str:
    before, after = words.PREVIOUS.html(), words.NEXT.html()
    previous = f'<a rel="prev" href="{number - 1}.html">‹ {before}</a>' if number > 1 else _off(f"‹ {before}")
    following = f'<a rel="next" href="{number + 1}.html">{after} ›</a>' if number < pages else _off(f"{after} ›")
    return f'<div class="turn">{previous}<span>{number:,} / {pages:,}</span>{following}</div>'


def _off(text: str) -> str:
    return f'<span class="off" aria-disabled="true">{text}</span>'


def _card(head: Document) -> str:
    cover = f'<img src="documents/{head.id}/1.s.jpg" alt="" loading="lazy">' if head.pages else ""
    return (
        f'<li><a href="documents/{head.id}/index.html"><span class="cover">{cover}</span>'
        f'<span class="name">{escape(_title(head))}</span></a><p class="facts">{_facts(head)}</p></li>'
    )


def _title(head: Document) -> str:
    return head.title or str(head.id)


def _facts(head: Document) -> str:
    kind = f'<span class="tag">{escape(head.kind)}</span> · ' if head.kind else ""
    return kind + words.PAGE_COUNT.html(pages=f"{head.pages:,}")


def _state(leaf: Page, text: PageText | None) -> str:
    if text is None:
        return words.UNREAD.html()
    return words.CORRECTED.html() if leaf.corrected else words.READ_BY_MACHINE.html()
