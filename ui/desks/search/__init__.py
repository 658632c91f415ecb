"""The search desk: results, and the page with its hits in amber."""
