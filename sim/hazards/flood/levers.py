"""What people have decided that changes what nature does."""

from dataclasses import dataclass, field

from sim.hazards.flood.rivers.releases import ReleaseOrder, ReleaseRule
from sim.hazards.mitigation import Mitigation


@dataclass(frozen=True)
class Levers:
    """Works done before the event, and how reservoirs release during it.

    Parameters
    ----------
    mitigation
        Works done before.
    release
        Rule by which reservoirs release.
    orders
        Releases ordered by hand, in order of time.
    """

    mitigation: Mitigation = field(default_factory=Mitigation)
    release: ReleaseRule = field(default_factory=ReleaseRule)
    orders: tuple[ReleaseOrder, ...] = ()
