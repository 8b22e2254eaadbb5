"""A synthetic log for the figures: plausible shapes over a real place, not a simulated flood."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sim.core.streams import Streams
from sim.core.units import DAY_S, HOUR_S
from sim.log import EventLog, Header, Recorder
from sim.log import events as ev
from sim.place import County, Place, Site, Zone
from sim.place.reading import load_place

HORIZON_S = 8 * DAY_S
PER_PERSON = {"water": 15.0, "food": 0.5, "quilt": 1.0, "tent": 0.05, "coat": 0.5}
KINDS_DRAWN = (
    *("WarningIssued", "WarningLifted", "ResponseRaised", "ResponseEnded", "ConsultationHeld"),
    *("RequestRaised", "PointsInspected", "PointReinforced", "EvacuationOrdered", "StockPlaced"),
    *("GroupDeparted", "GroupArrived", "PersonsReturned", "TeamTasked", "TruckDeparted"),
    *("NeedArose", "GoodsDelivered", "LinkFlooded", "LinkClosed", "LinkReopened", "ZoneFlooded"),
    *("LinkCongested", "LinkRelieved", "GridlockFormed"),
    *("ZoneDrained", "HazardPointFailed", "IncidentOccurred", "PersonsTrapped", "PersonsRescued"),
)
LEVELS = ("blue", "yellow", "orange", "red")


@lru_cache(maxsize=1)
def jilin() -> Place:
    return load_place("jilin")


def header(place: str = "jilin", horizon_s: float = HORIZON_S) -> Header:
    return Header(
        scenario="lekima_krosa_2019",
        scenario_digest="5c1e9a20b7d4",
        plan={"linkage": "integrated_2019", "layout": "counties_15", "evacuation": "staged"},
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


class Story:
    """Writes the script of a storm that crosses some counties of a place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.rng = Streams(1, 0).get("tests/figures")
        self.script = Script()
        self.shelters = place.sites_of("shelter")
        self.depots = place.sites_of("depot")[::4]
        self.teams = [site.site_id for site in place.sites_of("team_base")]
        posts = place.sites_of("command_post")
        self.posts = {site.county_id: site.site_id for site in posts if site.level == "county"}
        self.province = next(site.site_id for site in posts if site.level == "province")
        self.group = 0

    def after(self, time_s: float, low_h: float, high_h: float) -> float:
        return time_s + float(self.rng.uniform(low_h, high_h)) * HOUR_S

    def nearest(self, county: County, sites: Sequence[Site], n: int) -> Site:
        def distance(site: Site) -> float:
            node = self.place.node(site.node_id)
            return float(np.hypot(node.lat - county.lat, 0.7 * (node.lon - county.lon)))

        return sorted(sites, key=distance)[int(self.rng.integers(n))]

    def region(self) -> None:
        add = self.script.add
        for depot in self.depots:
            add(0.0, ev.StockPlaced(depot.site_id, {"quilt": 7000.0, "water": 2e5}))
        for day in range(1, 8):
            held = ev.ConsultationHeld(self.province, ["emergency", "weather"], 12 + day)
            add(day * DAY_S + 8 * HOUR_S, held)
        for onset_d, level in ((1.4, "IV"), (2.0, "III"), (3.2, "II")):
            add(onset_d * DAY_S, ev.ResponseRaised(self.province, level))
        add(7.1 * DAY_S, ev.ResponseEnded(self.province))
        node = self.place.nodes[40]
        add(4.3 * DAY_S, ev.IncidentOccurred("I1", node.node_id, 9, "usar"))
        links = [link.link_id for link in self.place.links[:3]]
        add(4.5 * DAY_S, ev.GridlockFormed(links[0], links, 210))
        add(4.6 * DAY_S, ev.PersonsTrapped(self.place.zones[0].zone_id, 8, f"road/{links[1]}/1"))

    def roads(self) -> None:
        for index in self.rng.permutation(len(self.place.links))[:22]:
            link = self.place.links[int(index)].link_id
            shut_s = float(self.rng.uniform(1.8, 5.5)) * DAY_S
            reason = ("flood", "flood", "breach", "slide", "bridge")[int(self.rng.integers(5))]
            wet = self.script.add(shut_s - HOUR_S, ev.LinkFlooded(link, 0.2))
            shut = self.script.add(shut_s, ev.LinkClosed(link, reason), wet)
            self.script.add(shut_s + HOUR_S, ev.LinkCongested(link, 40, 1500.0), shut)
            self.script.add(shut_s + 5 * HOUR_S, ev.LinkRelieved(link, 4 * HOUR_S), shut)
            if self.rng.random() < 0.8:
                open_s = self.after(shut_s, 4, 50)
                self.script.add(open_s, ev.LinkReopened(link, open_s - shut_s), shut)

    def county(self, county: County) -> None:
        add, name = self.script.add, county.county_id
        onset_s = float(self.rng.uniform(1.2, 4.0)) * DAY_S
        top = int(self.rng.integers(1, 5))
        warning = -1
        for step in range(top):
            at_s = self.after(onset_s + step * 5 * HOUR_S, 0, 4)
            warning = add(at_s, ev.WarningIssued(name, LEVELS[step], 50.0 + 20 * step))
        add(onset_s + 2.4 * DAY_S, ev.WarningLifted(name))
        for level, hours in zip(("IV", "III", "II")[:top], (2, 9, 20), strict=False):
            add(onset_s + hours * HOUR_S, ev.ResponseRaised(self.posts[name], level), warning)
        add(onset_s + 2.9 * DAY_S, ev.ResponseEnded(self.posts[name]))
        add(onset_s + 3 * HOUR_S, ev.PointsInspected(name, 40, 160, 3), warning)
        zones = self.place.zones_of(name)[: 2 + top]
        for zone in zones:
            self.evacuate(county, zone, self.after(onset_s, 6, 20), warning)
        for number in range(int(self.rng.integers(0, 3))):
            failed_s = self.after(onset_s, 12, 40)
            kind = ("dike", "slope", "reservoir")[int(self.rng.integers(3))]
            failed = ev.HazardPointFailed(f"{name}/H{number}", kind, name, zones[-1].zone_id, "", 3)
            add(failed_s, failed)
            add(failed_s - HOUR_S, ev.PointReinforced(f"{name}/G{number}", name, self.teams[0]))

    def evacuate(self, county: County, zone: Zone, order_s: float, warning: int) -> None:
        add = self.script.add
        persons = int(self.rng.integers(80, 900))
        request = f"R{zone.zone_id}"
        post = self.posts[county.county_id]
        asked = ev.RequestRaised(request, "evacuation", post, zone.zone_id)
        raised = add(order_s - 0.7 * HOUR_S, asked, warning)
        add(order_s - 0.1 * HOUR_S, ev.RequestApproved(request, post, 1800.0), raised)
        ordered = add(order_s, ev.EvacuationOrdered(zone.zone_id, persons, "red"), raised)
        left = persons
        while left > 0.12 * persons:
            n = min(left, int(self.rng.integers(20, 120)))
            left -= n
            self.move(county, zone, n, order_s, ordered)
        if left and self.rng.random() < 0.7:
            self.trap(zone, left, order_s + 9 * HOUR_S)

    def move(self, county: County, zone: Zone, n: int, order_s: float, ordered: int) -> None:
        add = self.script.add
        self.group += 1
        shelter = self.nearest(county, self.shelters, 4).site_id
        out_s = order_s + float(self.rng.rayleigh(1.6)) * HOUR_S
        in_s = self.after(out_s, 0.3, 2.5)
        left = ev.GroupDeparted(zone.zone_id, self.group, shelter, n, 1 + n // 3, "car")
        departed = add(out_s, left, ordered)
        add(in_s, ev.GroupArrived(shelter, self.group, zone.zone_id, n, in_s - out_s), departed)
        need = {key: value * n for key, value in PER_PERSON.items()}
        arose = add(in_s, ev.NeedArose(shelter, n, need), departed)
        add(order_s + 4.2 * DAY_S, ev.PersonsReturned(shelter, n), departed)
        depot = self.nearest(county, self.depots, 2).site_id
        sent_s = self.after(in_s, 2, 14)
        goods = {key: value * float(self.rng.uniform(0.5, 1.15)) for key, value in need.items()}
        truck = f"{depot}/T{self.group % 7}"
        gone = add(sent_s, ev.TruckDeparted(truck, self.group, depot, shelter, goods), arose)
        there_s = self.after(sent_s, 1, 5)
        add(there_s, ev.GoodsDelivered(shelter, self.group, depot, truck, goods), gone)

    def trap(self, zone: Zone, persons: int, time_s: float) -> None:
        add = self.script.add
        incident = f"flood/{zone.zone_id}"
        wet = add(time_s, ev.ZoneFlooded(zone.zone_id, 0.8, persons))
        add(time_s + 30 * HOUR_S, ev.ZoneDrained(zone.zone_id), wet)
        caught = add(time_s, ev.PersonsTrapped(zone.zone_id, persons, incident), wet)
        team = self.teams[int(self.rng.integers(len(self.teams)))]
        tasked = add(time_s + HOUR_S, ev.TeamTasked(team, incident, "water_rescue"), caught)
        saved = persons if self.rng.random() < 0.7 else persons // 2
        rescued = ev.PersonsRescued(incident, team, saved, zone.zone_id)
        add(self.after(time_s, 2, 8), rescued, tasked)


@lru_cache(maxsize=1)
def synthetic_log() -> EventLog:
    place = jilin()
    story = Story(place)
    story.region()
    story.roads()
    for index in story.rng.permutation(len(place.counties))[:14]:
        story.county(place.counties[int(index)])
    return story.script.finish(header())


def test_the_synthetic_log_has_every_kind_that_figures_draw() -> None:
    kinds = synthetic_log().kinds()
    absent = [kind for kind in KINDS_DRAWN if not kinds.get(kind)]
    assert absent == []


def test_the_synthetic_log_ends_within_its_horizon() -> None:
    assert max(event.time_s for event in synthetic_log()) <= HORIZON_S
