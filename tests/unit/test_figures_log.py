"""A synthetic log for the figures: plausible shapes over a real place, not a simulated flood."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.log import EventLog, Header, Recorder
from sim.log import events as ev
from sim.place import County, Place, Site
from sim.place.reading import load_place

HORIZON_S = 8 * DAY_S
PER_PERSON = {"water": 15.0, "food": 0.5, "quilt": 1.0, "tent": 0.05, "coat": 0.5}
LEVELS = ("blue", "yellow", "orange", "red")


@lru_cache(maxsize=1)
def jilin() -> Place:
    return load_place("jilin")


def header(place: str = "jilin", horizon_s: float = HORIZON_S) -> Header:
    return Header(
        scenario="lekima_krosa_2019",
        scenario_digest="5c1e9a20b7d4",
        plan={
            "linkage": "integrated_2019",
            "layout": "counties_15",
            "dispatch": "pull_nearest",
            "evacuation": "staged",
            "staging": "base",
            "outreach": "basic",
        },
        plan_digest="a7b2c3d4e5f6",
        place=place,
        place_digest="d",
        start="2019-08-12T00:00:00+08:00",
        horizon_s=horizon_s,
        seed=1,
        replication=0,
    )


def empty_log(horizon_s: float = HORIZON_S) -> EventLog:
    return Recorder().finish(header(horizon_s=horizon_s))


class Script:
    """Events gathered in any order and recorded in the order of their times."""

    def __init__(self) -> None:
        self.items: list[tuple[float, int, ev.EventType, int]] = []

    def add(self, time_s: float, event: ev.EventType, cause: int = -1) -> int:
        """Note an event; `cause` is the number an earlier call returned."""
        self.items.append((time_s, len(self.items), event, cause))
        return len(self.items) - 1

    def finish(self, head: Header) -> EventLog:
        recorder = Recorder()
        seqs: dict[int, int] = {}
        for time_s, number, event, cause in sorted(self.items, key=lambda item: item[:2]):
            if time_s <= head.horizon_s:
                seqs[number] = recorder.add(event, time_s=time_s, cause=seqs.get(cause, -1))
        return recorder.finish(head)


@lru_cache(maxsize=2)
def synthetic_log(n_counties: int = 14) -> EventLog:
    place = jilin()
    return make_log(place, n_counties=n_counties)


def nearest(place: Place, county: County, sites: Sequence[Site]) -> list[Site]:
    def distance(site: Site) -> float:
        node = place.node(site.node_id)
        return float(np.hypot(node.lat - county.lat, 0.7 * (node.lon - county.lon)))

    return sorted(sites, key=distance)


def make_log(place: Place, *, n_counties: int = 14) -> EventLog:
    rng = Streams(1, 0).get("tests/figures")
    script = Script()
    counties = [place.counties[i] for i in rng.permutation(len(place.counties))[:n_counties]]
    shelters = place.sites_of("shelter")
    posts = {(s.level, s.county_id): s.site_id for s in place.sites_of("command_post")}
    depots = place.sites_of("depot")[::4] or shelters[:5]
    teams = [s.site_id for s in place.sites_of("team_base")] or ["T1", "T2"]
    province_post = next(
        (s.site_id for s in place.sites_of("command_post") if s.level == "province"), "EOC"
    )
    group = shipment = 0
    for depot in depots:
        script.add(0.0, ev.StockPlaced(depot.site_id, {"quilt": 7000.0, "water": 2e5}))
    for day in range(1, 8):
        script.add(
            day * DAY_S + 8 * HOUR_S,
            ev.ConsultationHeld(province_post, ["emergency", "weather", "water"], 12 + day),
        )
    script.add(1.4 * DAY_S, ev.ResponseRaised(province_post, "IV"))
    script.add(2.0 * DAY_S, ev.ResponseRaised(province_post, "III"))
    script.add(3.2 * DAY_S, ev.ResponseRaised(province_post, "II"))
    script.add(7.1 * DAY_S, ev.ResponseEnded(province_post))
    for county in counties:
        onset_s = float(rng.uniform(1.2, 4.0)) * DAY_S
        top = int(rng.integers(1, 5))
        warning = -1
        for step in range(top):
            at_s = onset_s + step * float(rng.uniform(4, 11)) * HOUR_S
            warning = script.add(
                at_s, ev.WarningIssued(county.county_id, LEVELS[step], 50.0 + 20 * step)
            )
        script.add(onset_s + 2.4 * DAY_S, ev.WarningLifted(county.county_id))
        post = posts.get(("county", county.county_id), f"P{county.county_id}")
        for level, hours in zip(("IV", "III", "II")[:top], (2, 9, 20), strict=False):
            script.add(onset_s + hours * HOUR_S, ev.ResponseRaised(post, level), warning)
        script.add(onset_s + 2.9 * DAY_S, ev.ResponseEnded(post))
        script.add(onset_s + 3 * HOUR_S, ev.PointsInspected(county.county_id, 40, 160, 3), warning)
        zones = place.zones_of(county.county_id)[: 2 + top]
        stores = nearest(place, county, depots)[:2]
        near = nearest(place, county, shelters)[:4]
        for zone in zones:
            persons = int(rng.integers(80, 900))
            order_s = onset_s + float(rng.uniform(6, 20)) * HOUR_S
            script.add(
                order_s - HOUR_S, ev.ZoneThreatened(zone.zone_id, persons, order_s + 9 * HOUR_S)
            )
            request = script.add(
                order_s - 0.7 * HOUR_S,
                ev.RequestRaised(f"R{zone.zone_id}", "evacuation", post, zone.zone_id),
            )
            script.add(
                order_s - 0.1 * HOUR_S,
                ev.RequestApproved(f"R{zone.zone_id}", post, 1800.0),
                request,
            )
            ordered = script.add(
                order_s, ev.EvacuationOrdered(zone.zone_id, persons, "red"), warning
            )
            left = persons
            while left > 0.12 * persons:
                group += 1
                n = min(left, int(rng.integers(20, 120)))
                left -= n
                shelter = near[int(rng.integers(len(near)))]
                out_s = order_s + float(rng.rayleigh(1.6)) * HOUR_S
                road_s = float(rng.uniform(0.3, 2.5)) * HOUR_S
                departed = script.add(
                    out_s,
                    ev.GroupDeparted(zone.zone_id, group, shelter.site_id, n, 1 + n // 3, "car"),
                    ordered,
                )
                script.add(
                    out_s + road_s,
                    ev.GroupArrived(shelter.site_id, group, zone.zone_id, n, road_s),
                    departed,
                )
                need = {key: value * n for key, value in PER_PERSON.items()}
                arose = script.add(out_s + road_s, ev.NeedArose(shelter.site_id, n, need), departed)
                shipment += 1
                depot = stores[int(rng.integers(len(stores)))]
                sent_s = out_s + road_s + float(rng.uniform(2, 14)) * HOUR_S
                drive_s = float(rng.uniform(1, 5)) * HOUR_S
                goods = {key: value * float(rng.uniform(0.5, 1.15)) for key, value in need.items()}
                truck = f"{depot.site_id}/T{shipment % 7}"
                gone = script.add(
                    sent_s,
                    ev.TruckDeparted(truck, shipment, depot.site_id, shelter.site_id, goods),
                    arose,
                )
                script.add(
                    sent_s + drive_s,
                    ev.GoodsDelivered(shelter.site_id, shipment, depot.site_id, truck, goods),
                    gone,
                )
                script.add(onset_s + 4.2 * DAY_S, ev.PersonsReturned(shelter.site_id, n), departed)
            if left and rng.random() < 0.7:
                flooded_s = order_s + 9 * HOUR_S
                wet = script.add(flooded_s, ev.ZoneFlooded(zone.zone_id, 0.8, left))
                script.add(flooded_s + 30 * HOUR_S, ev.ZoneDrained(zone.zone_id), wet)
                incident = f"flood/{zone.zone_id}"
                caught = script.add(flooded_s, ev.PersonsTrapped(zone.zone_id, left, incident), wet)
                team = teams[int(rng.integers(len(teams)))]
                tasked = script.add(
                    flooded_s + HOUR_S, ev.TeamTasked(team, incident, "water_rescue"), caught
                )
                saved = left if rng.random() < 0.7 else left // 2
                script.add(
                    flooded_s + float(rng.uniform(2, 8)) * HOUR_S,
                    ev.PersonsRescued(incident, team, saved, zone.zone_id),
                    tasked,
                )
        for number in range(int(rng.integers(0, 3))):
            failed_s = onset_s + float(rng.uniform(12, 40)) * HOUR_S
            kind = ("dike", "slope", "reservoir")[int(rng.integers(3))]
            script.add(
                failed_s,
                ev.HazardPointFailed(
                    f"{county.county_id}/H{number}",
                    kind,
                    county.county_id,
                    zones[-1].zone_id,
                    "",
                    30,
                ),
            )
            script.add(
                failed_s - 5 * HOUR_S,
                ev.PointReinforced(f"{county.county_id}/G{number}", county.county_id, teams[0]),
            )
    for index in rng.permutation(len(place.links))[:22]:
        link = place.links[int(index)]
        shut_s = float(rng.uniform(1.8, 5.5)) * DAY_S
        for_s = float(rng.uniform(4, 50)) * HOUR_S
        reason = ("flood", "flood", "breach", "slide", "bridge")[int(rng.integers(5))]
        wet = script.add(shut_s - HOUR_S, ev.LinkFlooded(link.link_id, 0.2))
        shut = script.add(shut_s, ev.LinkClosed(link.link_id, reason), wet)
        if rng.random() < 0.8:
            script.add(shut_s + for_s, ev.LinkReopened(link.link_id, for_s), shut)
    node = place.nodes[40]
    script.add(4.3 * DAY_S, ev.IncidentOccurred("I1", node.node_id, 9, "usar"))
    return script.finish(header(place.name))


def test_the_synthetic_log_has_every_kind_that_figures_draw() -> None:
    kinds = synthetic_log().kinds()
    for kind in (
        "WarningIssued", "ResponseRaised", "ConsultationHeld", "RequestRaised", "EvacuationOrdered",
        "GroupDeparted", "GroupArrived", "TeamTasked", "TruckDeparted", "GoodsDelivered",
        "LinkClosed", "LinkReopened", "HazardPointFailed", "PersonsTrapped", "PersonsRescued",
    ):  # fmt: skip
        assert kinds[kind] > 0
