"""Backups: copies of the whole archive on another disk, dated, checked, thinned, and put back with a preview.

What lies at the destination:

```
archivist-backups/<id of the archive>/
    README.txt                      what this is and how it is put back
    files/ab/cd/<SHA-256>           every file of every set, once
    sets/20261125T082204Z/          one backup
        manifest.json               what it is, its counts and digests; written last
        files.tsv                   the files of the set: SHA-256, size, time of change, path
        catalogue.db                the database
    incoming/                       what is being written; swept
    lock                            held while a backup is made
```

Nothing here needs hard links, special names or rights, so any USB disk will do.
"""
