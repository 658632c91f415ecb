"""Cleaning of page images: a recorded recipe on the untouched master, made automatically and open to every change."""
