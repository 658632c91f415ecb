"""Cleaning a page in the window: each step tried on the picture, kept as a recipe, taken back."""
