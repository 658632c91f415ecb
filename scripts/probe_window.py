"""Opens the window on an archive, waits until its record list is painted, and says when that was: for `make bench`.

`python -m scripts.probe_window ARCHIVE` prints {"usable": seconds since the epoch, "heavy": modules that must not be}.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QWidget

from archivist.settings import Settings
from archivist.workspace import Workspace
from ui.app import Program, make_app

HEAVY = ("cv2", "onnxruntime", "rapidocr")


def usable(window: QWidget) -> bool:
    """Whether a list in the window is on the screen and has rows in it."""
    views = window.findChildren(QAbstractItemView)
    return any(view.isVisible() and view.model() and view.model().rowCount() > 0 for view in views)


def main() -> None:
    """Opens, waits, prints, ends."""
    app = make_app()
    program = Program(app, Settings(Path(os.devnull)))
    window = program.show(Workspace.open(Path(sys.argv[1])))

    def look() -> None:
        if usable(window):
            window.grab()
            sys.stdout.write(json.dumps({"usable": time.time(), "heavy": [m for m in HEAVY if m in sys.modules]}))
            sys.stdout.flush()
            os._exit(0)

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(2)
    app.exec()


if __name__ == "__main__":
    main()
