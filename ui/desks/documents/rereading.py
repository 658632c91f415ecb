"""Pages that are cleaned in another way are offered to be read again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from archivist import documents
from archivist.i18n import _, ngettext
from storage.values import Page
from ui import dialogs
from ui.desks.documents.work import Work
from ui.hub import Hub
from ui.text import number


class Rereading:
    """Asks, and has `work` read; what people corrected is left alone unless they say otherwise."""

    def __init__(self, hub: Hub, window: QWidget, work: Work) -> None:
        self._hub, self._window, self._work = hub, window, work

    def offer(self, ids: Sequence[int]) -> None:
        """Asks whether these pages are to be read again, where some of them have been read."""
        workspace = self._hub.workspace
        self._hub.jobs.start(lambda: [documents.page(workspace, id) for id in ids], on_done=self._ask, lane="database")

    def _ask(self, pages: Sequence[Page]) -> None:
        read = [page for page in pages if page.text_version]
        if not read:
            return
        plain = [page for page in read if not page.corrected]
        corrected = len(read) - len(plain)
        text = ngettext(
            "{n} page was read before it was cleaned so.", "{n} pages were read before they were cleaned so.", len(read)
        ).format(n=number(len(read)))
        if corrected:
            text += " " + ngettext(
                "{n} of them was corrected by hand; a new reading replaces the corrections, which stay in its history.",
                "{n} of them were corrected by hand; a new reading replaces the corrections, which stay in their "
                "history.",
                corrected,
            ).format(n=number(corrected))
        yes = _("Read again") if not corrected else _("All but the corrected")
        answer = dialogs.ask(self._window, _("Read again?"), text, yes, _("The corrected too") if corrected else "")
        if answer == "yes":
            self._work.read_again(plain)
        elif answer == "other":
            self._work.read_again(read)
