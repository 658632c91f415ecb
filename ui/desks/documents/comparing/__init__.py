"""Then and now: two photographs of one place, points that show the same thing, and one laid over the other."""
