"""Where the program notes what is no business of the person at the screen: warnings, and faults of its own."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs


def log_file() -> Path:
    """The file that whoever looks after the program can ask for."""
    return platformdirs.user_log_path("archivist", appauthor=False) / "archivist.log"


def keep_log() -> None:
    """Sends warnings and errors to `log_file`; a home without room must not keep the program from starting."""
    root = logging.getLogger()
    if any(isinstance(handler, RotatingFileHandler | logging.NullHandler) for handler in root.handlers):
        return
    try:
        log_file().parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(
            log_file(), maxBytes=1_000_000, backupCount=3, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()  # without any handler, warnings would go to the terminal
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    root.addHandler(handler)
