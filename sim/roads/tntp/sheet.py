"""A TNTP file cut into tags and lines, with the list of what is wrong in it.

What it is: the part that network files and trip tables share. What it is not: the meaning of
the lines (:mod:`sim.roads.tntp.reading`).
"""

import re
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from sim.core.errors import Problem, ProblemsError, StorageError, nearest_match

_TAG = re.compile(r"<([^>]*)>(.*)")
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_WHOLE = re.compile(r"\+?[0-9]{1,9}")
_END = "END OF METADATA"
_KNOWN = (
    "NUMBER OF ZONES",
    "NUMBER OF NODES",
    "NUMBER OF LINKS",
    "FIRST THRU NODE",
    "TOTAL OD FLOW",
    _END,
)
_SHOWN = 40


class Line(NamedTuple):
    """One line below the tags: its number in the file, counted from 1, and its text."""

    row: int
    text: str


class Sheet:
    """The tags and lines of one file.

    Parameters
    ----------
    path
        The file. Bytes that are no UTF-8 are tolerated: they may stand in comments.

    Attributes
    ----------
    lines
        Lines below the tags that are not blank, comments included.

    Raises
    ------
    StorageError
        If the file cannot be read.
    """

    def __init__(self, path: Path | str) -> None:
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8-sig", errors="replace")
        except OSError as error:
            raise StorageError(f"cannot read {file}: {error.strerror}") from None
        self._name = file.name
        self._problems: list[Problem] = []
        self._tags: dict[str, Line] = {}
        self.lines: list[Line] = []
        for row, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                self._add(Line(row, line.strip()))
        if _END not in self._tags and not self.lines:
            self.wrong(0, f"<{_END}>", "is missing")

    def wrong(self, row: int, column: str, message: str) -> None:
        """Note one thing that is wrong; row 0 means the whole file."""
        self._problems.append(Problem(self._name, row, column, message))

    def refuse_problems(self) -> None:
        """Raise :class:`ProblemsError` with everything noted so far, if there is anything."""
        if self._problems:
            raise ProblemsError(self._problems)

    @property
    def is_sound(self) -> bool:
        """Whether nothing wrong has been noted."""
        return not self._problems

    def row_of(self, tag: str) -> int:
        """Return the line in which a tag stands, 0 if it is missing."""
        return self._tags[tag].row if tag in self._tags else 0

    def whole_tag(self, tag: str, *, low: int, high: int) -> int | None:
        """Return the value of a tag that must be there, or None after noting what is wrong."""
        if tag not in self._tags:
            hint = nearest_match(tag, [name for name in self._tags if name not in _KNOWN])
            meant = f"; is it meant by <{hint}> in line {self.row_of(hint)}?" if hint else ""
            self.wrong(0, f"<{tag}>", f"is missing{meant}")
            return None
        row, text = self._tags[tag]
        return self.whole(row, f"<{tag}>", text, low=low, high=high)

    def number_tag(self, tag: str) -> float | None:
        """Return the value of a tag that may be missing, None where it is."""
        if tag not in self._tags:
            return None
        row, text = self._tags[tag]
        return self.number(row, f"<{tag}>", text, low=0.0)

    def whole(self, row: int, column: str, text: str, *, low: int, high: int) -> int | None:
        """Return a whole number within limits, or None after noting that it is none."""
        value = int(text) if _WHOLE.fullmatch(text) else None
        if value is None or not low <= value <= high:
            allowed = f"a whole number from {low} to {high}"
            self.wrong(row, column, f"'{shown(text)}' is not allowed; expected {allowed}")
            return None
        return value

    def number(
        self, row: int, column: str, text: str, *, low: float | None, is_open: bool = False
    ) -> float | None:
        """Return a finite number, or None after noting that it is none.

        Parameters
        ----------
        row, column, text
            Where it stands, and what stands there.
        low
            Least value; any finite number if None.
        is_open
            Whether the least value itself is not allowed.
        """
        value = float(text) if _NUMBER.fullmatch(text) else None
        fine = value is not None and isfinite(value)
        if value is not None and low is not None:
            fine = fine and (value > low or (value == low and not is_open))
        if not fine:
            limit = "" if low is None else f" above {low:g}" if is_open else f" of at least {low:g}"
            self.wrong(row, column, f"'{shown(text)}' is not allowed; expected a number{limit}")
            return None
        return value

    def _add(self, line: Line) -> None:
        if self.lines or _END in self._tags:
            self.lines.append(line)
        elif tag := _TAG.fullmatch(line.text):
            name = " ".join(tag[1].upper().split())
            if name in self._tags:
                already = f"already stands in line {self._tags[name].row}"
                self.wrong(line.row, f"<{name}>", already)
            else:
                self._tags[name] = Line(line.row, tag[2].strip(" \t;"))
        elif not line.text.startswith("~"):
            self.wrong(line.row, "", f"<{_END}> is missing above the first line that is no tag")
            self.lines.append(line)


def shown(text: str) -> str:
    """Return what stands in a file as messages quote it: printable and short."""
    plain = text if text.isprintable() else ascii(text)[1:-1]
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"
