"""The documents desk: list of documents, page image, text line by line."""
