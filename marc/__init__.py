"""MARC: records, files, formats, profiles, checks, edits. Knows nothing of the archive on disk, of OCR, or of Qt."""
