"""The table of what was reported of the real event, read and laid beside a run.

The table belongs to the scenario (``reported.csv``). Nothing is tuned to it; a miss is shown as
it is. How a run's own figure is measured is in :mod:`.measures`.
"""

import csv
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, unknown_name
from sim.core.text import Text
from sim.log import EventLog
from sim.metrics.reported.measures import INPUTS, MEASURES
from sim.metrics.reported.window import read_window
from sim.place import Place

REPORTED_FILE = "reported.csv"
COLUMNS = (
    "key",
    "metric",
    "quantity_zh",
    "quantity_en",
    "value",
    "unit",
    "period_from",
    "period_to",
    "area_kind",
    "area_ids",
    "confidence",
    "source",
    "note",
)
CONFIDENCES = ("A", "B", "C")
TIME = "time"
"""Unit of a moment: the value is an ISO time."""
DATE = "date"
"""Unit of a moment of which only the day was reported: the value is an ISO time on that day."""


@dataclass(frozen=True, slots=True)
class ReportedOutcome:
    """One reported figure and the run's own.

    ``confidence`` is the report's: A two agencies agree, B one report, C inferred. A figure is
    None where the run has nothing to measure, or the report names no number; a moment is in
    seconds since the scenario's start.
    """

    key: str
    quantity: Text
    unit: str
    reported: float | None
    simulated: float | None
    reported_shown: str
    simulated_shown: str
    confidence: str
    source: str
    is_compared: bool

    def as_dict(self) -> dict[str, object]:
        """Return the fields, the quantity in both languages."""
        values = asdict(self)
        zh, en = values.pop("quantity")
        return {**values, "quantity_zh": zh, "quantity_en": en}


def beside_reported(log: EventLog, place: Place, folder: Path) -> list[ReportedOutcome]:
    """Return every reported figure of a scenario with the run's own beside it.

    Parameters
    ----------
    log
        Log of the run.
    place
        Place of the run.
    folder
        The scenario's folder; without a table of reports the answer is empty.

    Raises
    ------
    InputError
        If the table is not of the stated form.
    """
    path = folder / REPORTED_FILE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise InputError(f"{path}:1: columns must be {', '.join(COLUMNS)}")
        rows = [(f"{path}:{number}", row) for number, row in enumerate(reader, start=2)]
    seen: dict[str, str] = {}
    for where, row in rows:
        if row["key"] in seen:
            raise InputError(f"{where}: key '{row['key']}' stands in {seen[row['key']]} already")
        seen[row["key"]] = where
    return [_outcome(row, log, place, where) for where, row in rows]


def _outcome(row: dict[str, str], log: EventLog, place: Place, where: str) -> ReportedOutcome:
    measure = MEASURES.get(row["metric"])
    if row["metric"] not in {"", *INPUTS} and measure is None:
        raise unknown_name(row["metric"], MEASURES, noun="metric", where=where)
    if row["confidence"] not in CONFIDENCES:
        raise unknown_name(row["confidence"], CONFIDENCES, noun="confidence", where=where)
    clock, unit = log.header.clock, row["unit"]
    begin, end = row["period_from"], row["period_to"]
    window = read_window(
        row["area_kind"],
        row["area_ids"],
        log=log,
        place=place,
        period_s=(
            clock.seconds(parse_time(begin, where=where)) if begin else 0.0,
            clock.seconds(parse_time(end, where=where)) if end else log.header.horizon_s,
        ),
        where=where,
    )
    reported = _value(row, clock, where)
    simulated = measure(window) if measure else None
    return ReportedOutcome(
        key=row["key"],
        quantity=Text(row["quantity_zh"], row["quantity_en"]),
        unit="" if unit in {TIME, DATE} else unit,
        reported=reported,
        simulated=simulated,
        reported_shown=_shown(reported, unit, clock),
        simulated_shown=_shown(simulated, TIME if unit == DATE else unit, clock),
        confidence=row["confidence"],
        source=row["source"],
        is_compared=measure is not None,
    )


def _value(row: dict[str, str], clock: Clock, where: str) -> float | None:
    text = row["value"]
    if not text:
        return None
    if row["unit"] in {TIME, DATE}:
        return clock.seconds(parse_time(text, where=where))
    try:
        return float(text)
    except ValueError:
        raise InputError(f"{where}: value: '{text}' is not a number") from None


def _shown(value: float | None, unit: str, clock: Clock) -> str:
    if value is None:
        return "–"
    if unit in {TIME, DATE}:
        label = clock.label(value)
        return label if unit == TIME else label.partition(" ")[0]
    if value == round(value) or abs(value) >= 100:  # noqa: PLR2004  # whole, or large enough
        return f"{value:,.0f}"
    return f"{value:,.1f}" if abs(value) >= 1 else f"{value:,.2f}"
