"""The web edition: public documents as a folder of static files for a library's site, or for a USB disk.

```
index.html                     the documents, and the search
documents/ID/index.html        a document: its pages as small pictures
documents/ID/N.html            a page: picture and text
documents/ID/N.jpg, N.s.jpg    the picture for reading, the small one
documents/ID/manifest.json     the document for IIIF viewers (Presentation API 3)
index/…, texts/…               the search index and the texts, in small files that are loaded when needed
assets/…                       appearance and behaviour, the same in every edition
edition.json                   what is in it; by this it is known as an edition when it is made again
```

Everything works without a server, opened from a disk too, and without anything from elsewhere. Numbers of documents and
pages are those of the archive, so addresses stay when an edition is made again.
"""
