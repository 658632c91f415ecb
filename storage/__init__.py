"""The archive on disk: database, files, search index. Keeps bytes and values; has never heard of field 200."""
