"""The settings, made from their table. Language and appearance change at once, everything else when it is next used."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QWidget

from archivist.i18n import _
from archivist.settings import SETTINGS, Setting, setting_label
from ui.dialogs import Frame
from ui.hub import Hub
from ui.text import number
from ui.widgets.basics import Check, Choice, button, label


class SettingsDialog(Frame):
    """Every setting that has a label; each is kept as soon as it is changed."""

    def __init__(self, parent: QWidget, hub: Hub) -> None:
        super().__init__(parent, _("Settings"))
        self._hub = hub
        form = self.form()
        self.fields: dict[str, QWidget] = {}
        for setting in SETTINGS:
            if setting.label:
                self.fields[setting.key] = self._field(setting)
                form.addRow(setting_label(setting), self.fields[setting.key])
        self.body.addWidget(label(_("Archive: {folder}").format(folder=hub.workspace.folder), "caption", wrap=True))
        self.foot.addWidget(button(_("Close"), self.accept, "primary"))

    def _field(self, setting: Setting) -> QWidget:
        value = self._hub.settings.get(setting.key)
        if setting.choices:
            return self._choices(setting, value)
        if isinstance(setting.default, bool):
            box = Check()
            box.setChecked(bool(value))
            box.toggled.connect(partial(self._keep, setting.key))
            return box
        if isinstance(setting.default, int):
            return self._number(setting, int(value))
        line = QLineEdit(str(value))
        line.editingFinished.connect(lambda: self._keep(setting.key, line.text()))
        return line

    def _choices(self, setting: Setting, value: object) -> Choice:
        box = Choice()
        for choice, text in setting.choices:
            box.addItem(_(text), choice)
        box.setCurrentIndex(box.findData(value))
        box.activated.connect(lambda: self._keep(setting.key, box.currentData()))
        return box

    def _number(self, setting: Setting, value: int) -> QLineEdit:
        line = QLineEdit(str(value))
        least, most = setting.least or 0, setting.most if setting.most is not None else 10**6
        line.setValidator(QIntValidator(least, most, line))
        line.setToolTip(_("{least} to {most}").format(least=number(least), most=number(most)))
        line.editingFinished.connect(lambda: self._keep(setting.key, int(line.text())))
        return line

    def _keep(self, key: str, value: str | int | bool) -> None:
        if self._hub.settings.get(key) != value:
            self._hub.settings.set(key, value)
            self._hub.settings_changed.emit(key)
