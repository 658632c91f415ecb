"""The application: workflows, command line, settings. It introduces the trades (marc, ocr, storage) to each other."""
