"""The catalogue desk: list of records, editor by MARC lines, inspector."""
