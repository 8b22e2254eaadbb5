"""Best tracks of typhoons: reading them, and where the centre is between two fixes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, Problem, ProblemsError, unknown_name
from sim.core.files import read_rows
from sim.core.units import KM_M
from sim.hazards.geometry import FloatArray

COLUMNS = (
    "storm_id", "name_zh", "name_en", "time", "lat", "lon", "pressure_hpa", "wind_mps", "source",
)  # fmt: skip
_KM_PER_DEGREE = 111.2
_BOUNDS = {
    "lat": (-90.0, 90.0),
    "lon": (-360.0, 360.0),
    "pressure_hpa": (800.0, 1100.0),
    "wind_mps": (0.0, 150.0),
}


@dataclass(frozen=True)
class Track:
    """The centre of one storm at its fixes (F,), in order of time.

    ``time_s`` [s] counts from the scenario's start and may be negative; ``lat``, ``lon``
    [degrees]; ``pressure_hpa`` in the centre; ``wind_mps`` the highest 10-minute wind [m/s],
    nan where none was reported.
    """

    storm_id: str
    time_s: FloatArray
    lat: FloatArray
    lon: FloatArray
    pressure_hpa: FloatArray
    wind_mps: FloatArray

    def at(self, time_s: FloatArray) -> "Track":
        """Return the storm at given times (T,) [s], linear between fixes; nan outside them."""
        inside = (time_s >= self.time_s[0]) & (time_s <= self.time_s[-1])

        def between(values: FloatArray) -> FloatArray:
            return np.where(inside, np.interp(time_s, self.time_s, values), np.nan)

        return Track(
            self.storm_id,
            np.asarray(time_s, dtype=np.float64),
            between(self.lat),
            between(self.lon),
            between(self.pressure_hpa),
            between(self.wind_mps),
        )

    def motion_mps(self) -> tuple[FloatArray, FloatArray]:
        """Return how fast the centre moves east and north (F,) [m/s]; zero with a single fix."""
        if len(self.time_s) == 1:
            return np.zeros(1), np.zeros(1)
        degree_m = _KM_PER_DEGREE * KM_M
        east = np.gradient(self.lon, self.time_s) * degree_m * np.cos(np.radians(self.lat))
        return east, np.gradient(self.lat, self.time_s) * degree_m

    def shifted(self, right_km: float, speed_factor: float) -> "Track":
        """Return the storm on a course moved to the right of its motion, run faster or slower.

        Parameters
        ----------
        right_km
            How far to the right [km]; negative to the left.
        speed_factor
            Speed along the course over the real one; times count from the middle fix.
        """
        east, north = self.motion_mps()
        speed = np.maximum(np.hypot(east, north), 1e-9)
        middle_s = self.time_s[len(self.time_s) // 2]
        per_degree_km = _KM_PER_DEGREE * np.cos(np.radians(self.lat))
        return Track(
            self.storm_id,
            middle_s + (self.time_s - middle_s) / speed_factor,
            self.lat - right_km * east / speed / _KM_PER_DEGREE,
            self.lon + right_km * north / speed / per_degree_km,
            self.pressure_hpa,
            self.wind_mps,
        )


def read_tracks(path: Path, *, clock: Clock, storms: Sequence[str] = ()) -> tuple[Track, ...]:
    """Read the tracks of storms.

    Parameters
    ----------
    path
        CSV with the columns of :data:`COLUMNS`.
    clock
        Calendar of the scenario.
    storms
        Identifiers of the storms wanted; all of the file if empty.

    Raises
    ------
    StorageError
        If the file cannot be read.
    ProblemsError
        With every unacceptable row and value.
    UnknownNameError
        If a storm is not in the file.
    """
    fixes: dict[str, list[tuple[float, ...]]] = {}
    problems = []
    for row, values in enumerate(read_rows(path, columns=COLUMNS, noun="tracks"), start=2):
        try:
            course = fixes.setdefault(values["storm_id"], [])
            course.append(_fix(values, clock, after_s=course[-1][0] if course else -np.inf))
        except _CellError as problem:
            problems.append(Problem(path.name, row, problem.column, problem.message))
    if problems:
        raise ProblemsError(problems)
    for storm in storms:
        if storm not in fixes:
            raise unknown_name(storm, fixes, noun="storm", where=path.name)
    return tuple(
        Track(storm, *np.array(fixes[storm]).T.copy()) for storm in (storms or tuple(fixes))
    )


class _CellError(InputError):
    """One unacceptable value of a row."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column
        self.message = message


def _fix(values: dict[str, str], clock: Clock, *, after_s: float) -> tuple[float, ...]:
    """Return time [s] and numbers of one row."""
    try:
        time_s = clock.seconds(parse_time(values["time"]))
    except InputError as error:
        raise _CellError("time", str(error)) from None
    if time_s <= after_s:
        raise _CellError("time", f"{values['time']} does not lie after the storm's fix before it")
    return time_s, *(_number(values, column) for column in _BOUNDS)


def _number(values: dict[str, str], column: str) -> float:
    text = (values[column] or "").strip()
    if not text:
        if column == "wind_mps":
            return float("nan")
        raise _CellError(column, "a number is needed here")
    low, high = _BOUNDS[column]
    try:
        number = float(text)
    except ValueError:
        raise _CellError(column, f"'{text}' is not a number") from None
    if not low <= number <= high:
        raise _CellError(column, f"{text} is not allowed; needs {low:g} to {high:g}")
    return number
