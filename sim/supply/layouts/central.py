"""One depot for the whole region."""

from sim.place.place import Place
from sim.supply.layouts.base import Layout


class Central(Layout):
    """Everything in one place.

    Parameters
    ----------
    county_id
        County that holds the depot.
    """

    county_id: str

    def shares(self, place: Place) -> dict[str, float]:
        """Return the one county."""
        return {place.county(self.county_id).county_id: 1.0}
