"""Donations and other things that come in: who gave what, when, under what agreement, and what remains to be done."""

from __future__ import annotations

from archivist.accessions.values import Accession, Agreement, Donor, Item, Step

__all__ = ["Accession", "Agreement", "Donor", "Item", "Step"]
