"""What a rule leads one to expect: who hears, decides and sends, and how long each takes.

Means of the rule's own delays where nothing queues; the simulation adds queues, drives and work.
"""

from itertools import pairwise
from typing import NamedTuple

from sim.core.units import MINUTE_S
from sim.linkage.agencies import HUB, leader_of
from sim.linkage.chain import Chain, RequestKind
from sim.linkage.delays import Delay, mean_s
from sim.linkage.rule import LinkageRule

FIELD = "field"
_OBSERVER: dict[RequestKind, str] = {
    "evacuation": "water",
    "teams": FIELD,
    "goods": FIELD,
    "reinforce": FIELD,
    "repair": FIELD,
}
_SENT: dict[RequestKind, tuple[str, str]] = {
    "teams": ("county", "rescue"),
    "reinforce": ("prefecture", "engineering"),
    "repair": ("prefecture", "road_repair"),
}


class Passage(NamedTuple):
    """One step of a request: from whom to whom, what is done, and the minutes it takes.

    ``mean_min`` is None where it depends on the hour: facts that wait for a bulletin.
    """

    what: str
    source: str
    target: str
    delay_min: Delay | None
    mean_min: float | None


def passages(rule: LinkageRule, kind: RequestKind) -> list[Passage]:
    """Return the steps a request takes, from the fact to the order, in order."""
    return [_report(rule, kind), *_hops(rule, rule.chains[kind]), *_order(rule, kind)]


def expected_total_min(rule: LinkageRule, kind: RequestKind) -> float | None:
    """Return the mean time [min] from fact to order; None where a fact waits for a bulletin."""
    steps = passages(rule, kind)
    if any(step.mean_min is None for step in steps):
        return None
    return sum(step.mean_min or 0.0 for step in steps)


def _report(rule: LinkageRule, kind: RequestKind) -> Passage:
    information, source = rule.information, _OBSERVER[kind]
    if source == FIELD:
        return _passage("report", source, "county", information.field_min)
    if information.sharing == "continuous":
        return _passage("report", source, "county", information.lag_min(source))
    return Passage(information.sharing, source, "county", None, None)


def _hops(rule: LinkageRule, chain: Chain) -> list[Passage]:
    first = chain.hops[0]
    if chain.mode == "notify":
        return [Passage("notify", "county", first.level, None, 0.0)]
    if chain.mode == "preauthorised":
        return [_passage("preauthorised", first.level, first.level, first.decide_min)]
    if chain.mode == "joint":
        mean_min = chain.expected_minutes(upward_min=rule.information.upward_min)
        return [Passage("joint", first.level, chain.hops[-1].level, None, mean_min)]
    steps = [_passage("decide", first.level, first.level, first.decide_min)]
    for below, hop in pairwise(chain.hops):
        steps.append(_passage("upward", below.level, hop.level, rule.information.upward_min))
        steps.append(_passage("decide", hop.level, hop.level, hop.decide_min))
    return steps


def _order(rule: LinkageRule, kind: RequestKind) -> list[Passage]:
    if kind not in _SENT:
        return []
    agency = leader_of(*_SENT[kind])
    return [_passage("order", HUB, agency, rule.information.order_min(agency))]


def _passage(what: str, source: str, target: str, delay_min: Delay) -> Passage:
    return Passage(what, source, target, delay_min, mean_s(delay_min) / MINUTE_S)
