"""What every stockpile layout (储备布局) is: the same goods and trucks, put in different places.

A layout says which counties hold depots and in what proportion. This file turns that into
depots whose persons and trucks add up exactly, so that two layouts differ in place alone.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from sim.core.components import Component
from sim.core.errors import InputError
from sim.core.parameters import parameter
from sim.place.place import Place, Site
from sim.supply.commodities import GoodsStandards
from sim.supply.goods import Goods, apportion
from sim.supply.needs import kit

DEPOT_KIND = "depot"
ShareBy = Literal["equal", "population"]
"""Whether depots hold the same, or in proportion to the people they are for."""


@dataclass(frozen=True, slots=True)
class DepotPlan:
    """One depot (储备库) as a layout plans it.

    ``persons`` is for how many people it holds goods, ``n_trucks`` its own trucks and
    ``n_bays`` how many of them load at once.
    """

    site_id: str
    node_id: str
    county_id: str
    persons: int
    n_trucks: int
    n_bays: int


class Layout(Component):
    """Where relief goods and trucks wait before anything happens."""

    persons_total: int = parameter(
        100_000,
        low=50_000,
        high=200_000,
        unit="person",
        source="provincial review 2019: goods for 100,000",
        description="People for whom all depots together hold goods.",
        gt=0,
    )
    days_of_supply: float = parameter(
        3.0,
        low=1.0,
        high=7.0,
        unit="d",
        description="Days of water and food held for them; durables are always held.",
        ge=0,
    )
    n_trucks: int = parameter(
        150,
        low=60,
        high=300,
        unit="truck",
        description="Trucks of all depots together.",
        gt=0,
    )
    trucks_per_bay: int = parameter(
        5,
        low=2,
        high=10,
        unit="truck/bay",
        description="Trucks for which a depot has one loading bay.",
        gt=0,
    )
    max_bays: int = parameter(
        12, low=4, high=30, unit="bay", description="Most loading bays of one depot.", gt=0
    )

    @abstractmethod
    def shares(self, place: Place) -> dict[str, float]:
        """Return the weight of each county that holds a depot, by county identifier.

        Weights need not sum to anything; order is the order of the depots.

        Raises
        ------
        UnknownNameError
            If a county named by the layout is not in the place.
        """

    def place_depots(self, place: Place) -> tuple[DepotPlan, ...]:
        """Return the depots of this layout in a place.

        Persons and trucks are divided by largest remainder and sum exactly; every depot has at
        least one truck, the others follow the goods.

        Raises
        ------
        InputError
            If there are more depots than trucks, or a county has no site for a depot.
        UnknownNameError
            If a county is not in the place.
        """
        shares = self.shares(place)
        if len(shares) > self.n_trucks:
            raise InputError(
                f"layout: {len(shares)} depots need {len(shares)} trucks or more, "
                f"n_trucks is {self.n_trucks}"
            )
        sites = [depot_site(place, county_id) for county_id in shares]
        persons = apportion(self.persons_total, list(shares.values()))
        more_trucks = apportion(self.n_trucks - len(shares), list(shares.values()))
        return tuple(
            DepotPlan(
                site_id=site.site_id,
                node_id=site.node_id,
                county_id=site.county_id,
                persons=served,
                n_trucks=1 + more,
                n_bays=min(ceil((1 + more) / self.trucks_per_bay), self.max_bays),
            )
            for site, served, more in zip(sites, persons, more_trucks, strict=True)
        )

    def opening_stock(
        self, depots: Sequence[DepotPlan], *, standards: GoodsStandards
    ) -> dict[str, Goods]:
        """Return what each depot holds at the start, by site identifier, in whole units.

        The whole kit for `persons_total` is divided by the persons of the depots (largest
        remainder for each commodity), so every layout holds the same goods to the piece.
        """
        total = kit(self.persons_total, days=self.days_of_supply, standards=standards)
        stocks: dict[str, Goods] = {depot.site_id: {} for depot in depots}
        weights = [float(depot.persons) for depot in depots]
        for key, amount in total.items():
            for depot, part in zip(depots, apportion(int(amount), weights), strict=True):
                stocks[depot.site_id][key] = float(part)
        return stocks


def depot_site(place: Place, county_id: str) -> Site:
    """Return the first depot site of a county, in file order.

    Raises
    ------
    UnknownNameError
        If the county is not in the place.
    InputError
        If the county has no site of kind depot.
    """
    county = place.county(county_id)
    for site in place.sites_of(DEPOT_KIND):
        if site.county_id == county.county_id:
            return site
    raise InputError(
        f"place '{place.name}': county {county_id} ({county.name.en}) has no site of kind "
        f"'{DEPOT_KIND}'; add one to its sites or leave the county out of the layout"
    )


def weights_of(county_ids: Sequence[str], *, share_by: ShareBy, place: Place) -> dict[str, float]:
    """Return the weight of each county: 1, or its population.

    Raises
    ------
    UnknownNameError
        If a county is not in the place.
    """
    counties = [place.county(county_id) for county_id in county_ids]
    return {
        county.county_id: float(county.population) if share_by == "population" else 1.0
        for county in counties
    }


def seats_of_prefectures(place: Place) -> Mapping[str, str]:
    """Return the county whose seat hosts each prefecture, by prefecture identifier, in order.

    It is the county with the command post of the prefecture (or of the province, where that
    one serves both); where the place has no such post, the most populous county.
    """
    posts = {
        site.county_id
        for site in place.sites_of("command_post")
        if site.level in {"prefecture", "province"}
    }
    seats: dict[str, tuple[bool, int, str]] = {}
    for county in place.counties:
        rank = (county.county_id in posts, county.population, county.county_id)
        seats[county.prefecture_id] = max(seats.get(county.prefecture_id, rank), rank)
    return {prefecture_id: seats[prefecture_id][2] for prefecture_id in sorted(seats)}
