"""The accessions desk: what came in, from whom, under which agreement, and what remains to be done."""
