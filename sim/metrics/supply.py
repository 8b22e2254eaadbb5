r"""What share of the need was met, when the first goods came, and how long people went without.

Pure functions of the log. Commodities differ in unit, so everything is put into
person-equivalents: at a shelter with :math:`P` people in need, commodity :math:`c` is met for
:math:`P \min(d_c / n_c, 1)` of them, with :math:`n_c` needed and :math:`d_c` delivered so far,
and the commodities that are needed there carry **equal weight**. Summed over shelters,

.. math:: S(t) = \frac{\sum_s P_s(t) \, \overline{\min(d_{sc}(t)/n_{sc}(t), 1)}}{\sum_s P_s(t)}

The people of a shelter are those taken in there; ``PersonsReturned`` ends the need of those who
go home. ``NeedArose.need`` is the addition to what is needed; the people it names are not added
up, since a daily renewal names the same people again. A surplus of one shelter or commodity
never makes up for a lack of another. ``GoodsCollected`` takes durables out of an empty shelter:
what was needed of them and delivered counts no more, and who comes later needs them anew.
"""

import math
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core.parameters import Config, parameter
from sim.core.units import HOUR_S
from sim.log import Event, EventLog
from sim.metrics.memo import once_per_log
from sim.metrics.where import place_of
from sim.place import Place

FloatArray = NDArray[np.float64]
_KINDS = ("GroupArrived", "NeedArose", "GoodsDelivered", "PersonsReturned", "GoodsCollected")


class DeprivationParameters(Config):
    """Willingness to pay to end a lack of water, as a function of its length."""

    intercept: float = parameter(
        1.5031, low=1.2, high=1.8, unit="1", source="Holguín-Veras et al. 2013", description="a"
    )
    growth_per_h: float = parameter(
        0.1172,
        low=0.09,
        high=0.14,
        unit="1/h",
        source="Holguín-Veras et al. 2013",
        description="b in exp(a + b t) - exp(a), t in hours",
        ge=0.0,
    )
    longest_h: float = parameter(
        120.0,
        low=72.0,
        high=168.0,
        unit="h",
        gt=0.0,
        description="Longest wait that counts: nobody does without water for longer.",
    )


DEFAULT_DEPRIVATION = DeprivationParameters()


@dataclass(slots=True)
class ShelterLedger:
    """Need and satisfaction of one shelter, as steps in time (each list has one entry a step)."""

    time_s: list[float] = field(default_factory=list)
    persons: list[float] = field(default_factory=list)
    """People taken in so far, whether or not they went home since."""
    present: list[float] = field(default_factory=list)
    """Those of them still at the shelter."""
    share: list[float] = field(default_factory=list)
    """Mean satisfied share over the commodities needed, 0–1."""
    first_need_s: float = math.inf
    first_delivery_s: float = math.inf
    need: dict[str, float] = field(default_factory=dict)
    delivered: dict[str, float] = field(default_factory=dict)

    def record(self, event: Event) -> None:
        """Take one event of this shelter into the books."""
        persons = self.persons[-1] if self.persons else 0.0
        present = self.present[-1] if self.present else 0.0
        share = self.share[-1] if self.share else 1.0
        if event.kind == "GroupArrived":
            persons += event.data["persons"]
            present += event.data["persons"]
        elif event.kind == "NeedArose":
            self.first_need_s = min(self.first_need_s, event.time_s)
            _add(self.need, event.data["need"])
            share = self._satisfied_share()
        elif event.kind == "GoodsDelivered":
            self.first_delivery_s = min(self.first_delivery_s, event.time_s)
            _add(self.delivered, event.data["goods"])
            share = self._satisfied_share()
        elif event.kind == "GoodsCollected":
            for commodity in event.data["goods"]:
                self.need.pop(commodity, None)
                self.delivered.pop(commodity, None)
        else:
            present = max(present - event.data["persons"], 0.0)
        self.time_s.append(event.time_s)
        self.persons.append(persons)
        self.present.append(present)
        self.share.append(share)

    def at(self, time_s: float) -> tuple[float, float]:
        """Return people taken in and the satisfied share just before a time [s].

        Just before, because the day's renewal of consumables arises exactly a day after the
        first need and nobody could have met it yet.
        """
        index = bisect_left(self.time_s, time_s) - 1
        return (self.persons[index], self.share[index]) if index >= 0 else (0.0, 0.0)

    def _satisfied_share(self) -> float:
        met = [
            min(self.delivered.get(commodity, 0.0) / needed, 1.0)
            for commodity, needed in self.need.items()
            if needed > 0.0
        ]
        return sum(met) / len(met) if met else 1.0


class SupplySeries(NamedTuple):
    """The whole region's supply over time, right-continuous steps."""

    time_s: FloatArray
    """Times of change [s] (n,)."""
    need_persons: FloatArray
    """People taken in so far (n,)."""
    satisfied_persons: FloatArray
    """Person-equivalents satisfied, at most `need_persons` (n,)."""
    unmet_persons: FloatArray
    """Person-equivalents of those still at the shelters not satisfied (n,)."""

    @property
    def share(self) -> FloatArray:
        """Return S(t), 0–1 (n,); 1 while nobody needs anything."""
        whole = np.where(self.need_persons > 0.0, self.need_persons, 1.0)
        return np.where(self.need_persons > 0.0, self.satisfied_persons / whole, 1.0)


@once_per_log
def ledgers(log: EventLog) -> dict[str, ShelterLedger]:
    """Return the books of every shelter at which a need arose, in order of first mention."""
    return {
        shelter: ledger
        for shelter, ledger in _series_and_ledgers(log)[1].items()
        if ledger.first_need_s < math.inf
    }


def supply_series(log: EventLog) -> SupplySeries:
    """Return need and satisfaction of the whole region over time."""
    return _series_and_ledgers(log)[0]


@once_per_log
def _series_and_ledgers(log: EventLog) -> tuple[SupplySeries, dict[str, ShelterLedger]]:
    books: dict[str, ShelterLedger] = {}
    last: dict[str, tuple[float, float, float]] = {}
    rows = log.of(*_KINDS)
    total = np.zeros((len(rows), 3))
    for index, event in enumerate(rows):
        ledger = books.setdefault(event.subject, ShelterLedger())
        ledger.record(event)
        share = ledger.share[-1]
        state = (
            ledger.persons[-1],
            ledger.persons[-1] * share,
            ledger.present[-1] * (1.0 - share),
        )
        before = last.get(event.subject, (0.0, 0.0, 0.0))
        total[index] = [now - was for now, was in zip(state, before, strict=True)]
        last[event.subject] = state
    total = np.cumsum(total, axis=0)
    times = np.array([event.time_s for event in rows], dtype=float)
    unmet = np.maximum(total[:, 2], 0.0)  # a sum of differences may end a rounding below 0
    return SupplySeries(times, total[:, 0], total[:, 1], unmet), books


def commodity_steps(
    log: EventLog, *, shelter: str, commodity: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return times [s], quantity needed and quantity delivered so far, each (n,)."""
    need = delivered = 0.0
    steps = []
    for event in log.of("NeedArose", "GoodsDelivered"):
        goods = event.data["need" if event.kind == "NeedArose" else "goods"]
        if event.subject == shelter and commodity in goods:
            if event.kind == "NeedArose":
                need += goods[commodity]
            else:
                delivered += goods[commodity]
            steps.append((event.time_s, need, delivered))
    table = np.array(steps, dtype=float).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2]


def share_after(log: EventLog, *, age_s: float) -> float | None:
    """Return the person-weighted satisfied share `age_s` after each shelter's first need.

    Of the needs that arose within that time, an addition at its very end not among them.

    Shelters whose need arose less than `age_s` before the horizon were not watched long
    enough and are left out; None when that leaves none.
    """
    persons = satisfied = 0.0
    for ledger in ledgers(log).values():
        due_s = ledger.first_need_s + age_s
        if due_s <= log.header.horizon_s:
            people, share = ledger.at(due_s)
            persons += people
            satisfied += people * share
    return satisfied / persons if persons > 0.0 else None


def supply_share_12h(log: EventLog) -> float | None:
    """Return the satisfied share 12 h after each shelter's first need, 0–1."""
    return share_after(log, age_s=12.0 * HOUR_S)


def supply_share_24h(log: EventLog) -> float | None:
    """Return the satisfied share 24 h after each shelter's first need, 0–1."""
    return share_after(log, age_s=24.0 * HOUR_S)


def coverage_by_county(
    log: EventLog, *, age_s: float, place: Place | None = None
) -> dict[str, float]:
    """Return the satisfied share of every county `age_s` after each shelter's first need.

    Shelters not watched long enough are left out, and counties with no other.
    """
    region = place_of(log, place) if ledgers(log) else None
    sums: dict[str, tuple[float, float]] = {}
    for shelter, ledger in ledgers(log).items():
        due_s = ledger.first_need_s + age_s
        if region is not None and due_s <= log.header.horizon_s:
            people, share = ledger.at(due_s)
            county = region.site(shelter).county_id
            persons, satisfied = sums.get(county, (0.0, 0.0))
            sums[county] = (persons + people, satisfied + people * share)
    return {
        county: satisfied / persons
        for county, (persons, satisfied) in sums.items()
        if persons > 0.0
    }


def first_supply_by_county(log: EventLog, *, place: Place | None = None) -> dict[str, float]:
    """Return the time from a county's first need to its first delivery [s].

    Goods that were there before the need give 0 s. A county never supplied counts as if
    supplied at the horizon, so its figure is a lower bound.
    """
    region = place_of(log, place) if ledgers(log) else None
    first: dict[str, tuple[float, float]] = {}
    for shelter, ledger in ledgers(log).items():
        if region is not None:
            county = region.site(shelter).county_id
            need_s, delivery_s = first.get(county, (math.inf, math.inf))
            first[county] = (
                min(need_s, ledger.first_need_s),
                min(delivery_s, ledger.first_delivery_s),
            )
    horizon_s = log.header.horizon_s
    return {
        county: max(min(delivery_s, horizon_s) - need_s, 0.0)
        for county, (need_s, delivery_s) in first.items()
    }


def supply_first_median_s(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return the median over counties of the time from first need to first delivery [s]."""
    waits = first_supply_by_county(log, place=place)
    return float(np.median(list(waits.values()))) if waits else None


def supply_first_worst_s(log: EventLog, *, place: Place | None = None) -> float | None:
    """Return the time from first need to first delivery in the worst county [s]."""
    return max(first_supply_by_county(log, place=place).values(), default=None)


def counties_unsupplied(log: EventLog, *, place: Place | None = None) -> float:
    """Return how many counties in need received nothing before the horizon."""
    region = place_of(log, place) if ledgers(log) else None
    served: dict[str, bool] = {}
    for shelter, ledger in ledgers(log).items():
        if region is not None:
            county = region.site(shelter).county_id
            was_served = ledger.first_delivery_s <= log.header.horizon_s
            served[county] = served.get(county, False) or was_served
    return float(sum(not is_served for is_served in served.values()))


def unmet_person_h(log: EventLog) -> float | None:
    r"""Return the unmet need over time, :math:`\int \sum (need - delivered)^+ dt` [person h].

    In person-equivalents of people still at the shelters: one person lacking one of the four
    commodities needed for one hour counts a quarter. None where no need arose.
    """
    if not ledgers(log):
        return None
    series = supply_series(log)
    edges = np.minimum(np.append(series.time_s, log.header.horizon_s), log.header.horizon_s)
    return float(np.sum(series.unmet_persons * np.diff(edges)) / HOUR_S)


def deprivation_cost_usd(
    log: EventLog,
    *,
    commodity: str = "water",
    parameters: DeprivationParameters = DEFAULT_DEPRIVATION,
) -> float | None:
    r"""Return the deprivation cost of waiting for a commodity [US dollars].

    .. math:: \sum_i p_i \left( e^{a + b t_i} - e^{a} \right)

    where :math:`p_i` person-equivalents waited :math:`t_i` hours; deliveries serve the oldest
    need of their shelter first, and a need never served waits to the horizon. The form
    explodes beyond 72 h, so read it beside the unmet person-hours and never instead; waits count
    up to a longest one.
    None where nobody needed the commodity.

    Source: Holguín-Veras et al. 2013, fitted to water.
    """
    cost = 0.0
    is_needed = False
    for shelter in ledgers(log):
        for persons, wait_s in _waits(log, shelter, commodity):
            is_needed = True
            wait_h = min(wait_s / HOUR_S, parameters.longest_h)
            grown = math.expm1(parameters.growth_per_h * wait_h)
            cost += persons * math.exp(parameters.intercept) * grown
    return cost if is_needed else None


def _waits(log: EventLog, shelter: str, commodity: str) -> list[tuple[float, float]]:
    """Return (person-equivalents, wait [s]) of every parcel of need of one shelter.

    A need for p people of q units makes each unit p / q person-equivalents.
    """
    pending: deque[tuple[float, float, float]] = deque()
    waits: list[tuple[float, float]] = []
    in_hand = 0.0
    for event in _rows_of(log).get(shelter, []):
        goods = event.data["need" if event.kind == "NeedArose" else "goods"]
        quantity = goods.get(commodity, 0.0)
        if event.kind == "GoodsDelivered":
            in_hand += quantity
        elif quantity > 0.0:
            pending.append((event.time_s, quantity, event.data["persons"]))
        while pending and in_hand > 0.0:
            since_s, wanted, persons = pending.popleft()
            taken = min(wanted, in_hand)
            served = persons * (taken / wanted)
            in_hand -= taken
            waits.append((served, event.time_s - since_s))
            if wanted > taken:
                pending.appendleft((since_s, wanted - taken, persons - served))
    horizon_s = log.header.horizon_s
    waits.extend((persons, max(horizon_s - since_s, 0.0)) for since_s, _, persons in pending)
    return waits


@once_per_log
def _rows_of(log: EventLog) -> dict[str, list[Event]]:
    rows: dict[str, list[Event]] = {}
    for event in log.of("NeedArose", "GoodsDelivered"):
        rows.setdefault(event.subject, []).append(event)
    return rows


def _add(total: dict[str, float], more: dict[str, float]) -> None:
    for commodity, quantity in more.items():
        total[commodity] = total.get(commodity, 0.0) + quantity
