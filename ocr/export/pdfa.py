"""What makes a PDF one for archives: PDF/A-2b (ISO 19005-2), with a title, a language and page labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from ocr.export.labels import labels

PRODUCER = "Archivist"
CONDITION = "sRGB IEC61966-2.1"


@dataclass(slots=True)
class About:
    """What is known of a document: `language` is a BCP 47 tag, `printed` the page numbers as read (0: none)."""

    title: str
    language: str
    printed: list[int] = field(default_factory=list)


def make_archival(pdf: Pdf, about: About) -> None:
    """Adds what a complete document needs to be PDF/A-2b; its pages must keep the rules for pages already."""
    root = pdf.Root
    root.Lang = String(about.language)
    root.OutputIntents = Array([_intent(pdf)])
    root.PageLabels = Dictionary(Nums=Array(_label_ranges(labels(about.printed))))
    # No Direction R2L for books that are turned over to the right: with it pdfium, and so the browsers, copy the parts
    # of every line between commas and digits in the wrong order.
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = about.title
        metadata["dc:language"] = {about.language}
        metadata["dc:format"] = "application/pdf"
        metadata["pdf:Producer"] = f"{PRODUCER} (pikepdf {pikepdf.__version__})"
        metadata["xmp:CreatorTool"] = PRODUCER
        metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = metadata["xmp:MetadataDate"] = now
        metadata["pdfaid:part"] = "2"
        metadata["pdfaid:conformance"] = "B"


def _intent(pdf: Pdf) -> pikepdf.Object:
    """The colours of the pictures are to be understood as sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String(CONDITION),
        Info=String(CONDITION),
        DestOutputProfile=pdf.make_indirect(Stream(pdf, profile, Dictionary(N=3))),
    )
    return pdf.make_indirect(intent)


def _label_ranges(texts: list[str]) -> list[object]:
    """Labels as the number tree of a PDF (PDF 32000-1, 12.4.2): numbers that follow each other share one entry."""
    out: list[object] = []
    marked = [(int(text) - place if text.isdecimal() else text, place, text) for place, text in enumerate(texts)]
    for _, group in groupby(marked, key=lambda mark: mark[0]):
        _, place, text = next(group)
        counted = Dictionary(S=Name.D, St=int(text)) if text.isdecimal() else Dictionary(P=String(text))
        out += [place, counted]
    return out
