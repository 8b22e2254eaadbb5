"""CSV tables to records, collecting every problem instead of stopping at the first.

What it is: the reader of one table at a time. What it is not: cross-checks between tables
(:mod:`sim.place.checking`). Called by :mod:`sim.place.reading`.
"""

import csv
import io
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sim.core.errors import Problem, nearest_match
from sim.core.text import Text
from sim.place.schema import REMARK_COLUMNS, TEXT_FIELDS, Column, Table

_INT = re.compile(r"[+-]?[0-9]{1,15}")
_FLOAT = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
_SHOWN = 40


@dataclass(frozen=True)
class TableRows:
    """What one table holds.

    Parameters
    ----------
    rows
        (line in the file, record) of every row without a problem.
    ids
        Identifier of every row, also of those with a problem elsewhere, and its line.
    """

    rows: tuple[tuple[int, Any], ...] = ()
    ids: Mapping[str, int] = ()  # type: ignore[assignment]  # replaced in __post_init__

    def __post_init__(self) -> None:
        """Give an absent table no identifiers."""
        object.__setattr__(self, "ids", dict(self.ids))

    def records(self) -> tuple[Any, ...]:
        """Return the records without their lines."""
        return tuple(record for _, record in self.rows)


def read_table(data: bytes, table: Table, file: str, problems: list[Problem]) -> TableRows:
    """Read one CSV table.

    Parameters
    ----------
    data
        Bytes of the file: UTF-8, with or without byte order mark.
    table
        Definition of its columns.
    file
        Name of the file, for messages.
    problems
        List to which every problem found is appended.
    """
    lines = _lines(data, file, problems)
    if not lines:
        return TableRows()
    (_, header), body = lines[0], lines[1:]
    header = [name.strip() for name in header]
    places = _places(header, table, file, problems)
    rows: list[tuple[int, Any]] = []
    ids: dict[str, int] = {}
    for number, cells in body:
        if len(cells) != len(header):
            problems.append(
                Problem(file, number, "", f"{len(cells)} cells, the header has {len(header)}")
            )
            continue
        before = len(problems)
        values = _values(cells, places, table, (file, number), problems)
        key = values.get(table.id_column)
        if isinstance(key, str):
            first = ids.setdefault(key, number)
            if first != number:
                message = f"'{key}' already stands in row {first}; a {table.noun} has one row"
                problems.append(Problem(file, number, table.id_column, message))
        if len(problems) == before and len(values) == len(table.columns):
            rows.append((number, _record(table, values)))
    if not body:
        problems.append(Problem(file, 0, "", "holds no rows below the header"))
    return TableRows(rows=tuple(rows), ids=ids)


def decoded(data: bytes, file: str, problems: list[Problem]) -> str | None:
    """Return the text of a UTF-8 file, or None after reporting that it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        problems.append(Problem(file, row, "", "not UTF-8 text; save the file as UTF-8"))
        return None


def shown(text: str) -> str:
    """Return a cell as messages quote it: printable and short."""
    plain = text if text.isprintable() else ascii(text)[1:-1]
    return plain if len(plain) <= _SHOWN else plain[:_SHOWN] + "…"


def _lines(data: bytes, file: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    text = decoded(data, file, problems)
    if text is None:
        return []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[tuple[int, list[str]]] = []
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append((number, cells))
            number = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, reader.line_num, "", f"not valid CSV: {error}"))
        return []
    if not lines:
        problems.append(Problem(file, 0, "", "is empty; the first line must hold the column names"))
    return lines


def _places(header: list[str], table: Table, file: str, problems: list[Problem]) -> dict[str, int]:
    """Return the position of every known column of a header."""
    allowed = [column.name for column in table.columns]
    places: dict[str, int] = {}
    for position, name in enumerate(header):
        if name in places or header.index(name) != position:
            problems.append(Problem(file, 1, shown(name), "this column stands twice in the header"))
        elif name in allowed:
            places[name] = position
        elif name not in REMARK_COLUMNS:
            hint = nearest_match(name, allowed)
            message = f"unknown column '{shown(name)}'." + (
                f" Did you mean '{hint}'?" if hint else ""
            )
            message += f" Allowed: {', '.join([*allowed, *REMARK_COLUMNS])}"
            problems.append(Problem(file, 1, shown(name), message))
    problems.extend(
        Problem(file, 1, name, "this column is missing from the header")
        for name in allowed
        if name not in places
    )
    return places


def _values(
    cells: list[str],
    places: Mapping[str, int],
    table: Table,
    where: tuple[str, int],
    problems: list[Problem],
) -> dict[str, object]:
    file, number = where
    values: dict[str, object] = {}
    for column in table.columns:
        if column.name not in places:
            continue
        try:
            values[column.name] = _value(cells[places[column.name]].strip(), column)
        except ValueError as error:
            problems.append(Problem(file, number, column.name, str(error)))
    for zh, en in TEXT_FIELDS.values():
        if values.get(zh) == "" and values.get(en) == "":
            message = f"{zh} and {en} are both blank; give the name in at least one language"
            problems.append(Problem(file, number, zh, message))
    return values


def _record(table: Table, values: Mapping[str, Any]) -> object:
    arguments: dict[str, object] = {}
    for item in fields(table.record):
        if item.name in TEXT_FIELDS:
            zh, en = TEXT_FIELDS[item.name]
            arguments[item.name] = Text(values[zh], values[en])
        elif item.name in values:
            arguments[item.name] = values[item.name]
    record: object = table.record(**arguments)
    return record


def _value(cell: str, column: Column) -> object:
    """Return the value of one cell; raise ValueError saying what is wrong and what is allowed."""
    if not cell:
        if column.may_be_blank:
            return None if column.kind == "date" else ""
        raise ValueError(f"is blank; expected {_expected(column)}")
    if column.kind == "text":
        return _word(cell, column)
    if column.kind == "bool":
        if cell.lower() not in _BOOLS:
            raise ValueError(f"'{shown(cell)}' is not 0 or 1")
        return _BOOLS[cell.lower()]
    if column.kind == "date":
        return _day(cell)
    return _number(cell, column)


def _word(cell: str, column: Column) -> str:
    if not cell.isprintable():
        raise ValueError(f"'{shown(cell)}' holds a control character")
    if column.allowed and cell not in column.allowed:
        hint = nearest_match(cell, column.allowed)
        suggestion = f" Did you mean '{hint}'?" if hint else ""
        raise ValueError(
            f"'{shown(cell)}' is not allowed.{suggestion} Allowed: {', '.join(column.allowed)}"
        )
    return cell


def _day(cell: str) -> date:
    try:
        if _DATE.fullmatch(cell):
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValueError(f"'{shown(cell)}' is not a date such as 2018-10-31")


def _number(cell: str, column: Column) -> float | int:
    pattern = _INT if column.kind == "int" else _FLOAT
    if not pattern.fullmatch(cell):
        raise ValueError(f"'{shown(cell)}' is not {_expected(column)}")
    number = int(cell) if column.kind == "int" else float(cell)
    too_low = column.low is not None and number < column.low
    too_high = column.high is not None and number > column.high
    if too_low or too_high or not math.isfinite(number) or (column.is_positive and number <= 0):
        raise ValueError(f"{shown(cell)} is out of range; expected {_expected(column)}")
    return number


def _expected(column: Column) -> str:
    if column.kind in ("int", "float"):
        noun = "a whole number" if column.kind == "int" else "a number"
        limits = ["above 0"] if column.is_positive else []
        limits += [f"at least {column.low:g}"] if column.low is not None else []
        limits += [f"at most {column.high:g}"] if column.high is not None else []
        return f"{noun} {' and '.join(limits)}" if limits else noun
    return {"bool": "0 or 1", "date": "a date such as 2018-10-31"}.get(column.kind, "a text")
