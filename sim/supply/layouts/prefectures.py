"""One depot at the seat of every prefecture."""

from sim.place.place import Place
from sim.supply.layouts.base import Layout, ShareBy, seats_of_prefectures


class Prefectures(Layout):
    """A depot for each prefecture, equal or in proportion to the prefecture's people."""

    share_by: ShareBy = "equal"

    def shares(self, place: Place) -> dict[str, float]:
        """Return the seat of each prefecture, in order of prefecture identifier."""
        people: dict[str, float] = {}
        for county in place.counties:
            people[county.prefecture_id] = people.get(county.prefecture_id, 0.0) + county.population
        return {
            county_id: people[prefecture_id] if self.share_by == "population" else 1.0
            for prefecture_id, county_id in seats_of_prefectures(place).items()
        }
