"""Rain totals as they were reported, for an area and a window: reading and checking them.

A report says how much fell, not when within its window; :mod:`sim.hazards.flood.rain` spreads it.
"""

from dataclasses import dataclass
from pathlib import Path

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, Problem, ProblemsError, unknown_name
from sim.core.files import read_rows
from sim.core.units import HOUR_S
from sim.place import Place

COLUMNS = (
    "area_kind", "area_id", "name", "lat", "lon", "from", "to", "total_mm", "max_1h_mm",
    "source", "confidence", "note",
)  # fmt: skip
AREA_KINDS = ("province", "prefecture", "county", "point")


@dataclass(frozen=True, slots=True)
class RainReport:
    """One reported rain total.

    ``area_kind`` is province (kept for checking only), prefecture, county or point; a point
    names the county it lies in and may say where, with ``lat`` and ``lon`` or neither.
    The window is given in whole hours since the scenario's start. ``max_1h_mm`` is the
    highest hourly rain of a point, None where none was reported.
    """

    area_kind: str
    area_id: str
    name: str
    lat: float | None
    lon: float | None
    from_h: int
    to_h: int
    total_mm: float
    max_1h_mm: float | None


def read_rain_reports(path: Path, *, place: Place, clock: Clock) -> tuple[RainReport, ...]:
    """Read the reported rain totals of a scenario.

    Times are rounded to whole hours.

    Parameters
    ----------
    path
        CSV with the columns of :data:`COLUMNS`.
    place
        Place whose prefectures and counties the reports may name.
    clock
        Calendar of the scenario.

    Raises
    ------
    StorageError
        If the file cannot be read.
    ProblemsError
        With every unacceptable row and value.
    """
    known = {
        "province": None,
        "prefecture": {county.prefecture_id for county in place.counties},
        "county": {county.county_id for county in place.counties},
        "point": {county.county_id for county in place.counties},
    }
    reports = []
    problems = []
    for row, values in enumerate(read_rows(path, columns=COLUMNS, noun="rain reports"), start=2):
        try:
            reports.append(_report(values, known=known, clock=clock))
        except _RowError as problem:
            problems.append(Problem(path.name, row, problem.column, problem.message))
    if problems:
        raise ProblemsError(problems)
    return tuple(reports)


class _RowError(InputError):
    """One unacceptable value of a row."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _report(
    values: dict[str, str], *, known: dict[str, set[str] | None], clock: Clock
) -> RainReport:
    kind = values["area_kind"]
    if kind not in known:
        raise _RowError("area_kind", str(unknown_name(kind, AREA_KINDS, noun="kind of area")))
    areas = known[kind]
    if areas is not None and values["area_id"] not in areas:
        noun = "prefecture" if kind == "prefecture" else "county"
        raise _RowError("area_id", str(unknown_name(values["area_id"], areas, noun=noun)))
    from_h, to_h = _hour(values, "from", clock), _hour(values, "to", clock)
    if from_h < 0:
        raise _RowError("from", f"{values['from']} lies before the scenario's start")
    if to_h <= from_h:
        raise _RowError("to", f"{values['to']} must lie at least an hour after 'from'")
    total_mm = _number(values, "total_mm", low=0.0)
    if total_mm is None:
        raise _RowError("total_mm", "a total is needed, in mm")
    lat, lon = _number(values, "lat", low=-90.0), _number(values, "lon", low=-180.0)
    if (lat is None) != (lon is None):
        raise _RowError("lat", "give both lat and lon, or neither")
    max_1h_mm = _number(values, "max_1h_mm", low=0.0)
    if max_1h_mm is not None and not total_mm / (to_h - from_h) <= max_1h_mm <= total_mm:
        raise _RowError(
            "max_1h_mm", f"{max_1h_mm} is not between the mean hourly rain and the total"
        )
    return RainReport(
        kind, values["area_id"], values["name"], lat, lon, from_h, to_h, total_mm, max_1h_mm
    )


def _hour(values: dict[str, str], column: str, clock: Clock) -> int:
    try:
        moment = parse_time(values[column])
    except InputError as error:
        raise _RowError(column, str(error)) from None
    return round(clock.seconds(moment) / HOUR_S)


def _number(values: dict[str, str], column: str, *, low: float) -> float | None:
    text = values[column]
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        raise _RowError(column, f"'{text}' is not a number") from None
    if not low <= number < float("inf"):
        raise _RowError(column, f"{text} is not allowed; needs a number of at least {low:g}")
    return number
