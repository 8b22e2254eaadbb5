"""TNTP files to links and demand; everything that is wrong in a file is reported at once."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from sim.core.errors import InputError, nearest_match
from sim.roads.assignment import Demand
from sim.roads.network import IntArray
from sim.roads.tntp.network import TntpNetwork
from sim.roads.tntp.sheet import Line, Sheet, shown

_NODES = ("init_node", "term_node")
_REQUIRED = (*_NODES, "capacity", "length", "free_flow_time", "b", "power")
_COLUMNS = (*_REQUIRED, "speed", "toll", "link_type")
_OTHER_NAMES = {"speed_limit": "speed", "type": "link_type"}
# A comment that names this many columns is meant as the header, even if another is misspelt.
_HEADER_NAMES = 3
_MOST_NODES = 10_000_000
_MOST_LINKS = 100_000_000

_ORIGIN = re.compile(r"origin\b\s*(\S*)(.*)", re.IGNORECASE)
_PAIR = re.compile(r"[\s;]*([^\s:;]+)\s*:\s*([^\s:;]+)\s*(?:;|$)")
_WIDE_GAP = re.compile(r"\s*\t\s*|\s{2,}")
_BLANK = re.compile(r"[\s;]*")
# Totals are given rounded; a table that was cut off misses far more than this share.
_TOTAL_TOLERANCE = 0.01


def read_tntp_network(path: Path | str) -> TntpNetwork:
    """Read a network file: tags, a header that begins with ``~``, one link per line.

    Without a header the columns stand in their customary order: init_node, term_node, capacity,
    length, free_flow_time, b, power, speed, toll, link_type. Other lines that begin with ``~``
    are comments; the semicolon at the end of a link may be missing.

    Parameters
    ----------
    path
        The file, named ``*_net.tntp`` by custom.

    Raises
    ------
    StorageError
        If the file cannot be read.
    ProblemsError
        With everything that is wrong in it, by line and column.
    """
    sheet = Sheet(path)
    n_nodes = sheet.whole_tag("NUMBER OF NODES", low=1, high=_MOST_NODES)
    last_node = n_nodes or _MOST_NODES
    n_zones = sheet.whole_tag("NUMBER OF ZONES", low=1, high=last_node)
    # One beyond the last node says that no node at all may be passed.
    first = sheet.whole_tag("FIRST THRU NODE", low=1, high=last_node + 1)
    n_links = sheet.whole_tag("NUMBER OF LINKS", low=0, high=_MOST_LINKS)
    columns: Sequence[str] | None = None
    n_rows = 0
    values: dict[str, list[float]] = {name: [] for name in _COLUMNS}
    for line in sheet.lines:
        if line.text.startswith("~"):
            if columns is None and not n_rows:
                columns = _header(sheet, line)
            continue
        n_rows += 1
        for name, value in _link(sheet, line, columns or _COLUMNS, last_node).items():
            values[name].append(value)
    if n_links is not None and n_links != n_rows:
        row = sheet.row_of("NUMBER OF LINKS")
        sheet.wrong(row, "<NUMBER OF LINKS>", f"says {n_links}, the file has {n_rows}")
    sheet.refuse_problems()
    given = {
        name: np.array(values[name] or np.zeros(n_rows), dtype=np.float64) for name in _COLUMNS
    }
    tail, head = (given.pop(name).astype(np.int64) - 1 for name in _NODES)
    return TntpNetwork(
        n_zones=n_zones or 0,
        n_nodes=n_nodes or 0,
        first_thru_node=(first or 1) - 1,
        tail=tail,
        head=head,
        **given,
    )


def read_tntp_trips(path: Path | str, n_zones: int) -> Demand:
    """Read a trip table: blocks of ``destination : demand;`` under ``Origin k``.

    Pairs without demand are left out; those that end where they begin are kept.

    Parameters
    ----------
    path
        The file, named ``*_trips.tntp`` by custom.
    n_zones
        Zones of the network, the first nodes of it.

    Returns
    -------
    The demand in the unit of the file, by nodes counted from 0.

    Raises
    ------
    InputError
        If `n_zones` is below 1.
    StorageError
        If the file cannot be read.
    ProblemsError
        With everything that is wrong in it, by line and column.
    """
    if n_zones < 1:
        raise InputError(f"n_zones must be at least 1, got {n_zones}")
    sheet = Sheet(path)
    said = sheet.whole_tag("NUMBER OF ZONES", low=1, high=_MOST_NODES)
    if said is not None and said != n_zones:
        message = f"says {said}, the network has {n_zones}"
        sheet.wrong(sheet.row_of("NUMBER OF ZONES"), "<NUMBER OF ZONES>", message)
    table = _TripTable(sheet, n_zones)
    for line in sheet.lines:
        if not line.text.startswith("~"):
            table.add(line)
    return table.demand()


class _TripTable:
    """Pairs read so far, and the origin to which the next ones belong.

    Parameters
    ----------
    sheet
        The file they come from.
    n_zones
        Highest number that a zone may have.
    """

    def __init__(self, sheet: Sheet, n_zones: int) -> None:
        self._sheet = sheet
        self._n_zones = n_zones
        self._has_origin = False
        self._origin: int | None = None
        self._rows: list[int] = []
        self._origins: list[int] = []
        self._destinations: list[int] = []
        self._amounts: list[float] = []

    def add(self, line: Line) -> None:
        """Read one line: an origin, pairs, or both."""
        row, text = line
        origin = _ORIGIN.match(text)
        if origin:
            self._has_origin = True
            self._origin = self._zone(row, "origin", origin[1])
            text = origin[2]
        elif not self._has_origin:
            message = f"expected 'Origin' and a zone, found '{shown(text)}'"
            self._sheet.wrong(row, "origin", message)
            self._has_origin = True  # once is enough
        at = 0
        while pair := _PAIR.match(text, at):
            at = pair.end()
            destination = self._zone(row, "destination", pair[1])
            amount = self._sheet.number(row, "demand", pair[2], low=0.0)
            if self._origin is not None and destination is not None and amount is not None:
                self._rows.append(row)
                self._origins.append(self._origin)
                self._destinations.append(destination)
                self._amounts.append(amount)
        if not _BLANK.fullmatch(text, at):
            found = shown(text[at:].strip())
            self._sheet.wrong(row, "", f"expected 'destination : demand;', found '{found}'")

    def demand(self) -> Demand:
        """Return the pairs with demand, or raise with everything wrong in the file."""
        origin = np.array(self._origins, dtype=np.int64) - 1
        destination = np.array(self._destinations, dtype=np.int64) - 1
        amount = np.array(self._amounts, dtype=np.float64)
        self._note_repeated(origin * self._n_zones + destination)
        total = self._sheet.number_tag("TOTAL OD FLOW")
        if total is not None and self._sheet.is_sound:
            found = float(amount.sum())
            if abs(found - total) > _TOTAL_TOLERANCE * max(found, total):
                message = f"says {total:g}, the pairs add up to {found:g}; is the file whole?"
                row = self._sheet.row_of("TOTAL OD FLOW")
                self._sheet.wrong(row, "<TOTAL OD FLOW>", message)
        self._sheet.refuse_problems()
        some = amount > 0
        return Demand(origin[some], destination[some], amount[some])

    def _zone(self, row: int, column: str, text: str) -> int | None:
        return self._sheet.whole(row, column, text, low=1, high=self._n_zones)

    def _note_repeated(self, keys: IntArray) -> None:
        order = np.argsort(keys, kind="stable")
        again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        for first, second in zip(order[again].tolist(), order[again + 1].tolist(), strict=True):
            pair = f"{self._origins[first]} to {self._destinations[first]}"
            message = f"the demand from {pair} already stands in line {self._rows[first]}"
            self._sheet.wrong(self._rows[second], "destination", message)


def _header(sheet: Sheet, line: Line) -> Sequence[str] | None:
    """Return the columns that a comment names, or None if it is no header."""
    text = line.text.lstrip("~").partition(";")[0].strip().lower()
    # Names of several words, such as "Free Flow Time", stand between tabs or wider gaps.
    words = _WIDE_GAP.split(text) if _WIDE_GAP.search(text) else text.split()
    names = ["_".join(word.split()) for word in words]
    names = [_OTHER_NAMES.get(name, name) for name in names]
    if len([name for name in names if name in _COLUMNS]) < _HEADER_NAMES:
        return None
    for name in dict.fromkeys(names):
        if name not in _COLUMNS:
            hint = nearest_match(name, _COLUMNS)
            suggestion = f" Did you mean '{hint}'?" if hint else ""
            allowed = f"Allowed: {', '.join(_COLUMNS)}"
            sheet.wrong(line.row, shown(name), f"unknown column.{suggestion} {allowed}")
        elif names.count(name) > 1:
            sheet.wrong(line.row, name, "this column stands twice in the header")
    for name in _REQUIRED:
        if name not in names:
            sheet.wrong(line.row, name, "this column is missing from the header")
    return names


def _link(sheet: Sheet, line: Line, columns: Sequence[str], last_node: int) -> Mapping[str, float]:
    """Return the values of one link by column, after noting those that are not allowed."""
    text, _, rest = line.text.partition(";")
    cells = text.split()
    if rest.strip(" \t;") and not rest.strip().startswith("~"):
        sheet.wrong(line.row, "", f"'{shown(rest.strip())}' stands after the semicolon")
    if len(cells) != len(columns):
        sheet.wrong(line.row, "", f"{len(cells)} values, expected {len(columns)}")
        return {}
    values: dict[str, float] = {}
    for name, cell in zip(columns, cells, strict=True):
        if name in _NODES:
            value: float | None = sheet.whole(line.row, name, cell, low=1, high=last_node)
        elif name in _COLUMNS:
            low = 0.0 if name in _REQUIRED else None
            value = sheet.number(line.row, name, cell, low=low, is_open=name == "capacity")
        else:
            continue
        if value is not None:
            values[name] = value
    ends = [values.get(name) for name in _NODES]
    if ends[0] is not None and ends[0] == ends[1]:
        sheet.wrong(line.row, "term_node", f"the link ends at node {ends[0]:g} where it begins")
    return values
