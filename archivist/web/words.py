"""What the web edition says, in both languages at once: the reader chooses, not the library."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from archivist.i18n import Language, in_language

SHOWN: tuple[tuple[str, Language], ...] = (("zh", "zh_CN"), ("en", "en"))


@dataclass(frozen=True, slots=True)
class Word:
    """A text with its English as the key of its translation; `one` is the English for a single thing."""

    template: str
    one: str = ""

    def in_both(self, **values: object) -> dict[str, str]:
        """The text by language (`zh`, `en`)."""
        single = self.one and "1" in map(str, values.values())
        texts = {code: in_language(language, self.template) for code, language in SHOWN}
        return {code: (self.one if single and code == "en" else text).format(**values) for code, text in texts.items()}

    def html(self, **values: object) -> str:
        """Both languages; the style sheet shows one of them."""
        tags = {"zh": "zh-Hans", "en": "en"}
        texts = self.in_both(**values)
        return "".join(f'<span class="{code}" lang="{tags[code]}">{escape(texts[code])}</span>' for code in texts)

    def attribute(self, name: str, language: str, **values: object) -> str:
        """An attribute in one language, with both beside it for the switch."""
        texts = self.in_both(**values)
        both = " ".join(f'data-{code}="{escape(text)}"' for code, text in texts.items())
        return f'{name}="{escape(texts[language])}" data-say="{name}" {both}'


SEARCH = Word(template="Search")
SEARCH_HINT = Word(template="One or more characters; traditional finds simplified and the reverse.")
SEARCH_LABEL = Word(template="Search in the texts of all pages")
LANGUAGE = Word(template="中文 / English")
APPEARANCE = Word(template="Light / dark")
DOCUMENTS = Word(template="Documents")
DOCUMENT_COUNT = Word(template="{documents} documents, {pages} pages")
PAGE_COUNT = Word(template="{pages} pages", one="{pages} page")
PAGE = Word(template="Page {number}")
PAGE_OF = Word(template="Page {number} of {pages}")
PREVIOUS = Word(template="Previous page")
NEXT = Word(template="Next page")
PICTURE = Word(template="Picture of page {number}")
UNREAD = Word(template="Nobody has read this page yet; only its picture is here.")
CORRECTED = Word(template="A person has corrected this text.")
READ_BY_MACHINE = Word(template="Read by machine; it may have faults.")
SKIP = Word(template="To the content")
MANIFEST = Word(template="IIIF manifest")
MADE = Word(template="Made on {day} from the archive “{name}”")
MORE = Word(template="Show more")
NO_SCRIPT = Word(template="The search needs JavaScript; the documents are all below.")
EMPTY = Word(template="There is no public document in this edition yet.")

SAID_BY_SCRIPT = {
    "page": Word(template="page {number}"),
    "searching": Word(template="Searching…"),
    "found_once": Word(template="Found on one page"),
    "found": Word(template="Found on {count} pages"),
    "at_most": Word(template="Found on {count} pages at most"),
    "nothing": Word(template="Nothing found. Try fewer characters, or another word."),
    "broken": Word(template="A part of this edition is missing ({file}); ask the library."),
}
