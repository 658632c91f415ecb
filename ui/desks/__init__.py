"""The desks: one folder each."""
