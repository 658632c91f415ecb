"""The window's style sheet and palette, made from the tokens of `ui.theme`."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from ui import fonts
from ui.theme import CAPTION, CONTROL, CORNER, HEADING, Colours

SHEET = """
QWidget {{ color: {ink}; selection-background-color: {accent}; selection-color: {on_accent}; }}
QMainWindow, QDialog {{ background: {panel}; }}
QToolTip {{ color: {ink}; background: {panel}; border: 1px solid {line}; padding: 4px 8px; }}
QLabel[role="heading"] {{ font-size: {heading}pt; font-weight: bold; }}
QLabel[role="second"] {{ color: {second}; }}
QLabel[role="caption"] {{ color: {second}; font-size: {caption}pt; }}
QLabel[role="good"] {{ color: {good}; font-size: {caption}pt; }}
QLabel[role="doubt"] {{ color: {accent}; font-size: {caption}pt; }}
QLabel[role="chip"] {{ color: {second}; border: 1px solid {line}; border-radius: 9px; padding: 0 8px;
  font-size: {caption}pt; }}
QLabel[role="hint"] {{ color: {third}; font-size: {caption}pt; }}
QFrame[role="rule"] {{ background: {line}; border: none; max-height: 1px; min-height: 1px; }}
#topbar, #statusline {{ background: {panel}; }}
#topbar {{ border-bottom: 1px solid {line}; }}
#statusline {{ border-top: 1px solid {line}; }}
#statusline QLabel, #statusline QToolButton {{ color: {second}; font-size: {caption}pt; }}
QWidget[surface="panel"], QScrollArea[surface="panel"] {{ background: {panel}; }}
QWidget[surface="ground"], QScrollArea[surface="ground"] {{ background: {ground}; }}
QWidget[surface="desk"] {{ background: {desk}; }}

QPushButton {{ min-height: {inner}px; padding: 0 14px; border: 1px solid {line}; border-radius: {corner}px;
  background: {panel}; }}
QPushButton:hover {{ background: {selection}; }}
QPushButton:focus {{ border-color: {accent}; }}
QPushButton:pressed {{ background: {line}; }}
QPushButton:disabled {{ color: {third}; }}
QPushButton[kind="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: bold; }}
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:focus {{ border-color: {ink}; }}
QPushButton[kind="primary"]:disabled {{ background: {line}; color: {second}; border-color: {line}; }}
QPushButton[kind="link"] {{ border: none; background: transparent; color: {accent}; padding: 0 4px; min-height: 22px; }}
QPushButton[align="left"] {{ text-align: left; padding: 0; }}
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus {{ text-decoration: underline; }}
QPushButton[kind="chip"] {{ min-height: 20px; padding: 0 10px; border-radius: 11px; color: {second};
  background: transparent; }}
QPushButton[kind="chip"]:hover, QPushButton[kind="chip"]:focus {{ border-color: {third}; }}
QPushButton[kind="chip"]:checked {{ color: {accent}; border-color: {accent}; background: {accent_ground}; }}
QToolButton {{ border: none; border-radius: {corner}px; background: transparent; padding: 4px; }}
QToolButton:hover, QToolButton:focus {{ background: {selection}; }}
QToolButton:pressed, QToolButton:checked {{ background: {line}; }}
QToolButton[kind="tag"] {{ padding: 0; margin-left: -4px; color: {second}; font-size: {caption}pt; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QComboBox {{ min-height: {inner}px; padding: 0 10px; border: 1px solid {line};
  border-radius: {corner}px; background: {ground}; placeholder-text-color: {placeholder}; }}
QLineEdit {{ padding: 0 8px; }}
QLineEdit:focus, QComboBox:focus {{ border-color: {accent}; background: {panel}; }}
QLineEdit[bare="true"], QPlainTextEdit[bare="true"], QTextEdit[bare="true"] {{ border: none; border-radius: 0;
  padding: 0; min-height: 0; background: transparent; }}
QLineEdit[quiet="true"], QComboBox[quiet="true"] {{ min-height: 26px; padding: 0; border: none;
  border-bottom: 1px solid {line}; border-radius: 0; background: transparent; }}
QLineEdit[quiet="true"]:focus, QComboBox[quiet="true"]:focus {{ border-bottom-color: {accent}; background: {ground}; }}
QPlainTextEdit[quiet="true"] {{ border: none; border-bottom: 1px solid {line}; border-radius: 0;
  background: transparent; padding: 0; }}
QPlainTextEdit[quiet="true"]:focus {{ border-bottom-color: {accent}; }}
QTableView[surface="ground"] {{ background: {ground}; }}
QTableView[surface="ground"]::item {{ border-bottom: 1px solid {line}; padding: 0 8px; }}
QTableView[surface="ground"]::item:selected {{ background: {selection}; color: {ink}; }}
QTableView[surface="ground"] QHeaderView::section {{ background: {ground}; padding-left: 11px; }}
QTableView[cells="true"] {{ gridline-color: {line}; }}
QTableView[cells="true"]::item {{ padding: 0 6px; }}
QTableView[cells="true"]::item:selected {{ background: {selection}; color: {ink}; }}
QTableCornerButton::section {{ background: {panel}; border: none; border-bottom: 1px solid {line}; }}
QTableView QLineEdit {{ min-height: 0; padding: 0 6px; border-radius: 0; }}
QLineEdit[quiet="true"]:read-only {{ border-bottom-color: transparent; }}
QComboBox::drop-down {{ border: none; width: 28px; }}
QComboBox::down-arrow {{ image: none; }}
QComboBox QAbstractItemView {{ border: 1px solid {line}; background: {panel}; outline: none;
  selection-background-color: {selection}; selection-color: {ink}; }}
QPlainTextEdit, QTextEdit {{ border: 1px solid {line}; border-radius: {corner}px; background: {ground};
  padding: 2px 6px; placeholder-text-color: {placeholder}; }}
QListWidget[rows="true"]::item {{ min-height: 28px; padding: 0 8px; }}
QTreeWidget[rows="true"]::item {{ min-height: 24px; padding: 0 4px; }}
QComboBox QLineEdit {{ border: none; border-radius: 0; padding: 0; min-height: 0;
  background: transparent; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {third}; border-radius: 4px;
  background: {ground}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; }}
QCheckBox::indicator:focus {{ border-color: {ink}; }}

QAbstractItemView {{ border: none; outline: none; background: {panel};
  selection-background-color: {selection}; selection-color: {ink}; }}
QHeaderView::section {{ background: {panel}; color: {second}; border: none; border-bottom: 1px solid {line};
  padding: 4px 8px; }}
QSplitter::handle {{ background: {line}; }}
QScrollBar:vertical {{ width: 10px; background: transparent; margin: 0; }}
QScrollBar:horizontal {{ height: 10px; background: transparent; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {third}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {accent}; }}
QSlider::handle:horizontal {{ width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: {accent}; }}
QSlider::handle:horizontal:focus {{ border: 2px solid {ink}; }}
QProgressBar {{ border: none; border-radius: 3px; background: {line}; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ border-radius: 3px; background: {accent}; }}

QMenu {{ background: {panel}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 6px 28px 6px 12px; border-radius: 4px; }}
QMenu::item:selected {{ background: {selection}; }}
QMenu::item:disabled {{ color: {third}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
QMenu::icon {{ padding-left: 8px; }}
#completions {{ background: {panel}; border: 1px solid {line}; }}
#completions::item {{ min-height: 28px; padding: 0 10px; }}
#completions::item:selected {{ background: {selection}; color: {ink}; }}
#popup {{ background: {panel}; border: 1px solid {line}; border-radius: {corner}px; }}
#key {{ border: 1px solid {line}; border-radius: 4px; padding: 0 6px; color: {second}; font-size: {caption}pt; }}
"""


def sheet(colours: Colours) -> str:
    """The style sheet for one set of colours."""
    return SHEET.format(
        **colours.items(),
        # What stands in an empty field must be readable too, and third ink is not.
        placeholder=colours.second,
        corner=CORNER,
        inner=CONTROL - 2,
        caption=CAPTION,
        heading=HEADING,
    )


def palette(colours: Colours) -> QPalette:
    """Qt's palette for one set of colours, for what the style sheet does not reach (dialogs of Qt's own)."""
    role = QPalette.ColorRole
    out = QPalette()
    for name, colour in {
        role.Window: colours.panel,
        role.Base: colours.panel,
        role.AlternateBase: colours.ground,
        role.Button: colours.panel,
        role.ToolTipBase: colours.panel,
        role.WindowText: colours.ink,
        role.Text: colours.ink,
        role.ButtonText: colours.ink,
        role.ToolTipText: colours.ink,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.PlaceholderText: colours.second,
        role.Link: colours.accent,
        role.Mid: colours.line,
    }.items():
        out.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        out.setColor(QPalette.ColorGroup.Disabled, name, QColor(colours.third))
    return out


def apply(app: QApplication, colours: Colours) -> None:
    """Dresses the whole program."""
    app.setStyle("Fusion")
    app.setFont(fonts.sans())
    app.setPalette(palette(colours))
    app.setStyleSheet(sheet(colours))
