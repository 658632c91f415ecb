"""The program's own sample material: records and drawn pages for `archivist demo`; texts lie in `resources/samples`.

Only the demo and the tests import from here; the window does not need Pillow or numpy to start.
"""
