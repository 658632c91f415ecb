"""The files of the web edition that are the same in every one: written by us, without anything from elsewhere."""
