"""Writes the papers of an accession; what sets them is loaded only when one is written."""

from __future__ import annotations

from pathlib import Path

from archivist.accessions import Accession


def write_paper(accession: Accession, paper: str, library: str, out: Path, language: str) -> None:
    """Writes the `receipt`, `certificate` or letter of `thanks`. ArchivistError, OcrError: see `archivist.papers`."""
    from archivist.papers.certificate import write_certificate
    from archivist.papers.receipt import write_receipt
    from archivist.papers.words import language_of

    if paper == "receipt":
        write_receipt(accession, library, out, language_of(language))
    else:
        write_certificate(
            accession, library, out, language_of(language), "thanks" if paper == "thanks" else "certificate"
        )
