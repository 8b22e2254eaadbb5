"""Where the water of an event went."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WaterBalance:
    """Volumes [m³] from the start to the end of the scenario, base flow left out.

    rain = loss + runoff, and runoff = outflow + what is still in catchments and reaches + what
    reservoirs hold more than at the start. Each term is computed on its own, none as a remainder.
    """

    rain_m3: float
    loss_m3: float
    runoff_m3: float
    outflow_m3: float
    catchment_storage_m3: float
    channel_storage_m3: float
    reservoir_storage_m3: float

    @property
    def error_share(self) -> float:
        """Return the volume that is unaccounted for over the rain; 0 when it did not rain."""
        if self.rain_m3 <= 0.0:
            return 0.0
        onto_ground = self.rain_m3 - self.loss_m3 - self.runoff_m3
        through_rivers = (
            self.runoff_m3
            - self.outflow_m3
            - self.catchment_storage_m3
            - self.channel_storage_m3
            - self.reservoir_storage_m3
        )
        return (abs(onto_ground) + abs(through_rivers)) / self.rain_m3
