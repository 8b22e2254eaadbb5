"""A depot in every county that has a site for one."""

from sim.core.errors import InputError
from sim.place.place import Place
from sim.supply.layouts.base import DEPOT_KIND, Layout, ShareBy, weights_of


class Uniform(Layout):
    """A depot in every county, equal or in proportion to its people."""

    share_by: ShareBy = "equal"

    def shares(self, place: Place) -> dict[str, float]:
        """Return every county that has a depot site, in file order of the sites.

        Raises
        ------
        InputError
            If the place has no depot site at all.
        """
        sites = place.sites_of(DEPOT_KIND)
        if not sites:
            raise InputError(f"place '{place.name}' has no site of kind '{DEPOT_KIND}'")
        county_ids = tuple(dict.fromkeys(site.county_id for site in sites))
        return weights_of(county_ids, share_by=self.share_by, place=place)
