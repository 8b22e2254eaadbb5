"""Depots in the counties that a planner names."""

from pydantic import Field, field_validator

from sim.core.errors import InputError
from sim.place.place import Place
from sim.supply.layouts.base import Layout, ShareBy, weights_of


class Counties(Layout):
    """A depot in each named county, equal or in proportion to its people.

    Parameters
    ----------
    county_ids
        Counties that hold depots, each once.
    """

    county_ids: tuple[str, ...] = Field(min_length=1)
    share_by: ShareBy = "equal"

    @field_validator("county_ids")
    @classmethod
    def _each_once(cls, county_ids: tuple[str, ...]) -> tuple[str, ...]:
        twice = sorted({name for name in county_ids if county_ids.count(name) > 1})
        if twice:
            raise InputError(f"counties named more than once: {', '.join(twice)}")
        return county_ids

    def shares(self, place: Place) -> dict[str, float]:
        """Return the named counties."""
        return weights_of(self.county_ids, share_by=self.share_by, place=place)
