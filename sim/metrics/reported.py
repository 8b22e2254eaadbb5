"""A run beside what was reported of the real event: the two figures, and how sure the report is.

The table of reports belongs to the scenario (``reported.csv``). Nothing is tuned to it; a miss
is shown as it is.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sim.core.clock import parse_time
from sim.core.errors import InputError, unknown_name
from sim.core.text import Text
from sim.core.units import HOUR_S
from sim.log import Event, EventLog
from sim.metrics.casualties import deaths_expected
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


@dataclass(frozen=True, slots=True)
class ReportedOutcome:
    """One reported figure and the run's own.

    ``confidence`` is the report's: A two agencies agree, B one report, C inferred. A figure is
    None where the run has nothing to measure; where `unit` is ``time`` it is in seconds since
    the scenario's start.
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


@dataclass(frozen=True, slots=True)
class Window:
    """Where and when a report counts."""

    log: EventLog
    place: Place
    counties: frozenset[str]
    from_s: float
    to_s: float

    def events(self, *kinds: str) -> list[Event]:
        """Return the events of these kinds within the window's time."""
        return [event for event in self.log.of(*kinds) if self.from_s <= event.time_s <= self.to_s]

    def has_zone(self, zone_id: str) -> bool:
        """Return whether a zone lies in the window's area."""
        return self.place.zone(zone_id).county_id in self.counties

    def has_site(self, site_id: str) -> bool:
        """Return whether a site lies in the window's area."""
        return self.place.site(site_id).county_id in self.counties


def beside_reported(log: EventLog, place: Place, folder: Path) -> list[ReportedOutcome]:
    """Return every reported figure of a scenario with the run's own beside it.

    Parameters
    ----------
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
        return [
            _outcome(row, log, place, f"{path}:{number}")
            for number, row in enumerate(reader, start=2)
        ]


def _outcome(row: dict[str, str], log: EventLog, place: Place, where: str) -> ReportedOutcome:
    measure = MEASURES.get(row["metric"])
    if row["metric"] not in {"", *INPUTS} and measure is None:
        raise unknown_name(row["metric"], MEASURES, noun="metric", where=where)
    window = _window(row, log, place, where)
    reported = _value(row, log, where)
    simulated = measure(window) if measure else None
    return ReportedOutcome(
        key=row["key"],
        quantity=Text(row["quantity_zh"], row["quantity_en"]),
        unit="" if row["unit"] == TIME else row["unit"],
        reported=reported,
        simulated=simulated,
        reported_shown=_shown(reported, row["unit"], log),
        simulated_shown=_shown(simulated, row["unit"], log),
        confidence=row["confidence"],
        source=row["source"],
        is_compared=measure is not None,
    )


def _window(row: dict[str, str], log: EventLog, place: Place, where: str) -> Window:
    clock = log.header.clock
    begin, end = row["period_from"], row["period_to"]
    ids = tuple(part for part in row["area_ids"].split(";") if part)
    chosen = {
        "province": lambda: [county.county_id for county in place.counties],
        "prefecture": lambda: [
            county.county_id for county in place.counties if county.prefecture_id in ids
        ],
        "county": lambda: [place.county(county_id).county_id for county_id in ids],
    }
    if row["area_kind"] not in chosen:
        raise unknown_name(row["area_kind"], chosen, noun="area_kind", where=where)
    return Window(
        log=log,
        place=place,
        counties=frozenset(chosen[row["area_kind"]]()),
        from_s=clock.seconds(parse_time(begin, where=where)) if begin else 0.0,
        to_s=clock.seconds(parse_time(end, where=where)) if end else log.header.horizon_s,
    )


def _value(row: dict[str, str], log: EventLog, where: str) -> float | None:
    text = row["value"]
    if row["unit"] == TIME:
        return log.header.clock.seconds(parse_time(text, where=where))
    try:
        return float(text) if text else None
    except ValueError:
        raise InputError(f"{where}: value: '{text}' is not a number") from None


def _shown(value: float | None, unit: str, log: EventLog) -> str:
    if value is None:
        return "–"
    if unit == TIME:
        return log.header.clock.label(value)
    return f"{value:,.0f}" if value == round(value) or abs(value) >= 100 else f"{value:,.1f}"  # noqa: PLR2004


def _persons(events: Iterable[Event]) -> float:
    return float(sum(event.data["persons"] for event in events))


def _evacuated(window: Window) -> float:
    arrived = window.events("GroupArrived")
    return _persons(event for event in arrived if window.has_zone(event.data["zone"]))


def _rescued(window: Window) -> float:
    rescued = window.events("PersonsRescued")
    return _persons(event for event in rescued if window.has_zone(event.data["zone"]))


def _deaths(window: Window) -> float | None:
    """Return the expected deaths among people trapped in the window's area, in the whole run."""
    log = window.log
    trapped = [event for event in log.of("PersonsTrapped") if window.has_zone(event.subject)]
    rescued = [event for event in log.of("PersonsRescued") if window.has_zone(event.data["zone"])]
    rows = tuple(sorted((*trapped, *rescued), key=lambda event: event.seq))
    return deaths_expected(EventLog(log.header, rows))


def _points_failed(window: Window) -> float:
    failed = window.events("HazardPointFailed")
    return float(sum(event.data["county"] in window.counties for event in failed))


def _person_turns(window: Window) -> float:
    inspected = window.events("PointsInspected")
    return float(
        sum(event.data["person_turns"] for event in inspected if event.subject in window.counties)
    )


def _delivered(commodity: str) -> Callable[[Window], float]:
    def measure(window: Window) -> float:
        handed_over = window.events("GoodsDelivered")
        return float(
            sum(
                event.data["goods"].get(commodity, 0.0)
                for event in handed_over
                if window.has_site(event.subject)
            )
        )

    return measure


def _order_to_arrival_h(window: Window) -> float | None:
    """Return the longest time from a reservation in the window to its last delivery [h]."""
    reserved = {
        event.data["shipment"]: event.time_s
        for event in window.events("GoodsReserved")
        if window.has_site(event.data["shelter"])
    }
    times = [
        event.time_s - reserved[event.data["shipment"]]
        for event in window.log.of("GoodsDelivered")
        if event.data["shipment"] in reserved
    ]
    return max(times) / HOUR_S if times else None


def _response(levels: tuple[str, ...]) -> Callable[[Window], float | None]:
    """Measure when the area's own command post first raised one of these levels [s]."""

    def measure(window: Window) -> float | None:
        posts = _posts(window)
        for event in window.log.of("ResponseRaised"):
            if event.subject in posts and event.data["level"] in levels:
                return event.time_s
        return None

    return measure


def _posts(window: Window) -> list[str]:
    """Return the command post that answers for the window's area: province's or counties'."""
    is_province = len(window.counties) == len(window.place.counties)
    return [
        site.site_id
        for site in window.place.sites_of("command_post")
        if (site.level == "province" if is_province else site.county_id in window.counties)
    ]


def _orange_time(window: Window) -> float | None:
    for event in window.log.of("WarningIssued"):
        if event.subject in window.counties and event.data["level"] in {"orange", "red"}:
            return event.time_s
    return None


TIME = "time"
INPUTS = ("rain_mean_mm",)
"""What drives the replay and is therefore not compared."""

MEASURES: dict[str, Callable[[Window], float | None]] = {
    "evacuated_persons": _evacuated,
    "rescued_persons": _rescued,
    "deaths_expected": _deaths,
    "hazard_points_failed": _points_failed,
    "person_turns_inspecting": _person_turns,
    "quilts_delivered": _delivered("quilt"),
    "tents_delivered": _delivered("tent"),
    "coats_delivered": _delivered("coat"),
    "goods_arrival_hours": _order_to_arrival_h,
    "response_iii_time": _response(("III", "II", "I")),
    "response_ii_time": _response(("II", "I")),
    "warning_orange_time": _orange_time,
}
"""What a report can be compared with, by the name its table gives."""
