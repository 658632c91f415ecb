"""Small widgets that more than one desk uses."""
