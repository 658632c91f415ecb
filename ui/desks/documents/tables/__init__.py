"""The tables of a page beside its picture."""
