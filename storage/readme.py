"""What is written beside sealed objects for somebody who finds them in fifty years and has no program."""

README = """\
WHAT THIS IS
============
Documents of a library's archive, and its catalogue, sealed for good by the program Archivist. You need no program to
use them: pictures are ordinary image files, everything else is text in UTF-8.

Each folder that holds a file "0=ocfl_object_1.1" is one object after the Oxford Common File Layout 1.1
(https://ocfl.io/1.1/spec/). Its file inventory.json lists the versions v1, v2 … of the object; "state" gives the name
of each file of a version and its SHA-256, "manifest" says where in the object the file with this SHA-256 lies. Nothing
in a version is ever changed: a correction is a new version. "created", "user" and "message" say when, by whom and why.

A DOCUMENT  (objects named …#document-N)
----------------------------------------
masters/0001.png   the scan or photograph of page 1, untouched since it came in
alto/0001.xml      the newest text of page 1 with the place of each line and word (ALTO 4, Library of Congress)
texts/0001/0001.json   every version of the text of page 1: who made it ("source": machine or person), when, the plain
                   text ("text") and, in "payload", the same with places, as JSON written as a string
mets.xml           how it all hangs together: pages in order, checksums, events (METS; PREMIS; Dublin Core within)
dc.xml             what it is, in Dublin Core
marc.xml           the library's record of it (MARCXML), if it has one
description.json   what the library has written about it: dates, people, places, condition …, if it has
document.json      number, title, kind; "covers" says up to which event this version goes; of one that was taken out
                   "deletion" says when, by whom and why
rows/*.jsonl       the rows of the database about it, one JSON object a line: "document" is how it stands (who may see
                   it: "access", until when: "access_until"; "deleted": 1 if it was taken out), "document_version"
                   every version of that, "page" its pages; event/*.jsonl what happened to it, when, by whom
Respect "access": "public" is for everybody, "reading-room" and "staff" for those, "sealed" for nobody until the day
"access_until".

THE CATALOGUE  (objects named …#catalogue-NNNNNN)
-------------------------------------------------
Each part holds what was new since the part before; a later line replaces an earlier one with the same key.
rows/record.jsonl          heads of records; key "id"; "deleted": 1 if the record was taken out
rows/record_version.jsonl  every version of a record; key "record" and "version"; "raw" is the record itself in
                           ISO 2709, in base64; "encoding" is its character set, "format" CNMARC, MARC21 or UNIMARC
rows/damaged.jsonl         bytes that came in and were no readable record; key "id"
rows/event.jsonl           everything that happened in the archive; key "id"
tables/NAME/*.jsonl        other tables, in stretches of a thousand numbers; the newest part that has a stretch counts
folder/*                   small files of the archive's folder, such as its name (archive.toml)
marc.xml                   the records of this part as MARCXML, to be read by people

这是什么
========
本文件夹由“Archivist”程序封存，内含图书馆的文献与目录。不需要任何专用程序即可使用：图像是普通图像文件，其余都是
UTF-8 文本。凡含有 “0=ocfl_object_1.1” 文件的文件夹即为一个对象（OCFL 1.1）；其 inventory.json 列出各版本（v1、v2……）、
每个文件的名称、SHA-256 校验值和所在位置。已封存的版本永不改动，更正即为新版本。

文献（…#document-N）：masters 为原始图像；alto 为最新文本及其位置；texts 为每页文本的各个版本；mets.xml 说明页序、
校验值和事件；dc.xml、marc.xml、description.json 为著录；rows 为数据库中的相应各行（JSON，每行一个对象）。
请遵守 access：public 公开，reading-room 限阅览室，staff 限工作人员，sealed 在 access_until 之日以前不得查阅。

目录（…#catalogue-NNNNNN）：每一部分只含自上一部分以来的新内容，键相同者以后出为准。record_version 中的 raw 是
ISO 2709 记录（base64），encoding 为其字符集。
"""
