"""Programs that turn pictures of text into characters; one file for each, and nothing outside `ocr` sees them."""
