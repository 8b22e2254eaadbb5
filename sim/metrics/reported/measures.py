"""How a run measures what reports name: one function per kind of figure.

Pure functions of a :class:`~sim.metrics.reported.window.Window`. A measure gives None where the
run holds nothing of its kind, and 0 only where it could have happened and did not.
"""

from collections.abc import Callable, Iterable

from sim.core.units import HOUR_S
from sim.log import Event, EventLog
from sim.metrics.casualties import deaths_expected
from sim.metrics.reported.window import Window
from sim.metrics.spans import spans

Measure = Callable[[Window], float | None]
_DECIDED = "decision"
"""Why a road was closed that nature left open."""


def _first(times_s: Iterable[float]) -> float | None:
    return next(iter(times_s), None)


def _persons(events: Iterable[Event]) -> float:
    return float(sum(event.data["persons"] for event in events))


# -- people --------------------------------------------------------------------------------------


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


def _first_evacuation(window: Window) -> float | None:
    """Return when people of the area were first ordered to leave [s]."""
    ordered = window.events("EvacuationOrdered")
    return _first(event.time_s for event in ordered if window.has_zone(event.subject))


# -- water, roads, works -------------------------------------------------------------------------


def _peak_discharge(window: Window) -> float | None:
    """Return the highest discharge of the rivers meant [m³/s]; None if none left its channel."""
    return max((event.data["discharge_m3s"] for event in _gauged(window)), default=None)


def _peak_time(window: Window) -> float | None:
    """Return when it was told that the rivers meant had carried most [s]: past the peak."""
    told = _gauged(window)
    return max(told, key=lambda event: float(event.data["discharge_m3s"])).time_s if told else None


def _over_warning(window: Window) -> float | None:
    """Return how far the rivers meant stood over their warning stage at most [m]."""
    return max((event.data["over_m"] for event in _gauged(window)), default=None)


def _rivers_over_warning(window: Window) -> float | None:
    """Return how many catchments stood over their warning stage at some time of the window.

    None where no river of the whole run rose over it: then nothing was measured.
    """
    log = window.log
    rose = log.of("RiverRose")
    if not rose:
        return None
    meant = {
        event.subject
        for event in rose
        if window.has_river(event.data["county"], event.data["river"])
    }
    over = {
        span.subject
        for span in spans(log, begin="RiverRose", end="RiverFell")
        if span.begin_s <= window.to_s and span.end_s >= window.from_s
    }
    return float(len(meant & over))


def _gauged(window: Window) -> list[Event]:
    """Return what gauges told of the rivers meant: risen over a stage, or past a crest."""
    return [
        event
        for event in window.events("RiverRose", "RiverCrested")
        if window.has_river(event.data["county"], event.data["river"])
    ]


def _links_closed(*reasons: str) -> Callable[[Window], float]:
    """Measure how many roads of the area closed, for one of the reasons or for any of nature's."""

    def measure(window: Window) -> float:
        closed = {
            event.subject
            for event in window.events("LinkClosed")
            if window.has_link(event.subject)
            and (event.data["reason"] in reasons if reasons else event.data["reason"] != _DECIDED)
        }
        return float(len(closed))

    return measure


def _links_closed_of_class(road_class: str) -> Callable[[Window], float]:
    """Measure how many roads of one class closed in the area, for any of nature's reasons."""

    def measure(window: Window) -> float:
        closed = {
            event.subject
            for event in window.events("LinkClosed")
            if window.has_link(event.subject) and event.data["reason"] != _DECIDED
        }
        return float(sum(window.place.link(link).road_class == road_class for link in closed))

    return measure


def _counties_hit(window: Window) -> float:
    """Return how many counties had water in a zone or a hazard point that gave way."""
    flooded = {window.place.zone(event.subject).county_id for event in window.events("ZoneFlooded")}
    failed = {event.data["county"] for event in window.events("HazardPointFailed")}
    return float(len((flooded | failed) & window.counties))


def _points_failed(window: Window) -> float:
    failed = window.events("HazardPointFailed")
    return float(sum(event.data["county"] in window.counties for event in failed))


def _of_inspections(field: str) -> Callable[[Window], float]:
    """Measure the sum of a field over the visits of the area's inspectors."""

    def measure(window: Window) -> float:
        inspected = window.events("PointsInspected")
        return float(
            sum(event.data[field] for event in inspected if event.subject in window.counties)
        )

    return measure


# -- goods ---------------------------------------------------------------------------------------


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


# -- command -------------------------------------------------------------------------------------


def _response(levels: tuple[str, ...]) -> Measure:
    """Measure when the area's own command post first raised one of these levels [s].

    What was raised before the window does not count: a season holds several responses. What was
    raised after it does: a moment may be missed by days. The table of a moment therefore opens
    its window where the event begins.
    """

    def measure(window: Window) -> float | None:
        posts = _posts(window)
        return _first(
            event.time_s
            for event in window.log.of("ResponseRaised")
            if event.time_s >= window.from_s
            and event.subject in posts
            and event.data["level"] in levels
        )

    return measure


def _posts(window: Window) -> list[str]:
    """Return the command post that answers for the window's area: province's or counties'."""
    is_province = len(window.counties) == len(window.place.counties)
    return [
        site.site_id
        for site in window.place.sites_of("command_post")
        if (site.level == "province" if is_province else site.county_id in window.counties)
    ]


def _warning(levels: tuple[str, ...]) -> Measure:
    """Measure when a rain warning of one of these levels was first issued in the area [s].

    From the opening of the window, as for responses.
    """

    def measure(window: Window) -> float | None:
        return _first(
            event.time_s
            for event in window.log.of("WarningIssued")
            if event.time_s >= window.from_s
            and event.subject in window.counties
            and event.data["level"] in levels
        )

    return measure


INPUTS = ("rain_mean_mm",)
"""What drives the replay and is therefore not compared."""

# -- fires ---------------------------------------------------------------------------------------


def _of_fires(window: Window, kind: str) -> list[Event]:
    """Return the events of a kind about fires that counties of the window answer for."""
    started = window.log.of("FireStarted")
    meant = {event.subject for event in started if event.data["county"] in window.counties}
    return [event for event in window.events(kind) if event.subject in meant]


def _border_held(window: Window) -> float | None:
    """Return the length of border reached by fire and held at the end of the window [km]."""
    newest = {event.subject: event.data["held_km"] for event in _of_fires(window, "FireGrew")}
    return float(sum(newest.values())) if newest else None


def _fire_persons(window: Window) -> float | None:
    """Return how many people fought one fire at most."""
    return max((event.data["persons"] for event in _of_fires(window, "FireGrew")), default=None)


def _first_of_fires(kind: str) -> Measure:
    """Measure when something first happened at a fire [s]."""

    def measure(window: Window) -> float | None:
        return _first(event.time_s for event in _of_fires(window, kind))

    return measure


MEASURES: dict[str, Measure] = {
    "evacuated_persons": _evacuated,
    "first_evacuation_time": _first_evacuation,
    "rescued_persons": _rescued,
    "deaths_expected": _deaths,
    "peak_discharge_m3s": _peak_discharge,
    "peak_discharge_time": _peak_time,
    "river_over_warning_m": _over_warning,
    "rivers_over_warning": _rivers_over_warning,
    "roads_cut": _links_closed(),
    "expressways_cut": _links_closed_of_class("expressway"),
    "bridges_lost": _links_closed("bridge"),
    "counties_hit": _counties_hit,
    "hazard_points_failed": _points_failed,
    "points_inspected": _of_inspections("points"),
    "person_turns_inspecting": _of_inspections("person_turns"),
    "quilts_delivered": _delivered("quilt"),
    "tents_delivered": _delivered("tent"),
    "coats_delivered": _delivered("coat"),
    "goods_arrival_hours": _order_to_arrival_h,
    "response_iv_time": _response(("IV", "III", "II", "I")),
    "response_iii_time": _response(("III", "II", "I")),
    "response_ii_time": _response(("II", "I")),
    "response_i_time": _response(("I",)),
    "warning_orange_time": _warning(("orange", "red")),
    "border_held_km": _border_held,
    "fire_persons_peak": _fire_persons,
    "border_reached_time": _first_of_fires("BorderReached"),
    "fire_over_time": _first_of_fires("FireOut"),
}
"""What a report can be compared with, by the name its table gives."""
