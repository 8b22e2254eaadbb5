"""The storms of a scenario: where their tracks are kept, and what their wind does."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field

from sim.core.clock import Clock
from sim.core.errors import InputError
from sim.core.parameters import Config, parameter
from sim.core.streams import Streams
from sim.hazards.geometry import FloatArray
from sim.hazards.link_losses import LinkLosses
from sim.hazards.typhoon.damage import TreeParameters, fallen_trees
from sim.hazards.typhoon.tracks import Track, read_tracks
from sim.hazards.typhoon.wind import WindParameters, wind_mps
from sim.place import Place


class TyphoonParameters(Config):
    """Storms by their tracks, and what-if levers on them.

    Parameters
    ----------
    tracks
        Name of the CSV with the tracks, in the hazard's folder; without one no wind blows.
    storms
        Identifiers of the storms that pass; all of the file if empty.
    """

    tracks: str | None = None
    storms: tuple[str, ...] = ()
    shift_km: float = parameter(
        0.0,
        low=-200.0,
        high=200.0,
        unit="km",
        source="what-if lever",
        description="How far to the right of its motion the track is moved.",
    )
    speed_factor: float = parameter(
        1.0,
        low=0.5,
        high=2.0,
        unit="1",
        gt=0.0,
        source="what-if lever",
        description="Speed along the track over the real one.",
    )
    wind: WindParameters = Field(default_factory=WindParameters)
    trees: TreeParameters = Field(default_factory=TreeParameters)

    def read(self, folder: Path, *, clock: Clock) -> tuple[Track, ...]:
        """Return the tracks, moved as the levers say; none without a file.

        Raises
        ------
        LiandongError
            If the file cannot be read, or lies outside the hazard's folder.
        """
        if self.tracks is None:
            return ()
        if Path(self.tracks).name != self.tracks:
            raise InputError(f"typhoon.tracks: '{self.tracks}' must lie in the hazard's folder")
        tracks = read_tracks(folder / self.tracks, clock=clock, storms=self.storms)
        return tuple(track.shifted(self.shift_km, self.speed_factor) for track in tracks)


@dataclass(frozen=True)
class Typhoon:
    """What the wind of a scenario's storms does in one replication.

    ``wind_mps`` (T, C) [m/s] is the sustained wind at each county's seat.
    """

    wind_mps: FloatArray
    fallen_trees: LinkLosses

    @classmethod
    def over(
        cls,
        place: Place,
        tracks: tuple[Track, ...],
        *,
        time_s: FloatArray,
        parameters: TyphoonParameters,
        streams: Streams,
    ) -> "Typhoon":
        """Return what the wind does over a place.

        Parameters
        ----------
        place
            Place with its counties and roads.
        tracks
            Storms.
        time_s
            Instants (T,) [s].
        parameters
            From the tracks to wind and trees.
        streams
            Random streams of the replication.
        """

        def wind(lat: list[float], lon: list[float]) -> FloatArray:
            return wind_mps(tracks, lat=lat, lon=lon, time_s=time_s, parameters=parameters.wind)

        seats = wind([item.lat for item in place.counties], [item.lon for item in place.counties])
        if not tracks:
            return cls(seats, LinkLosses.in_order(np.zeros(0), np.zeros(0, dtype=np.int64)))
        node = {item.node_id: item for item in place.nodes}
        ends = [(node[link.from_id], node[link.to_id]) for link in place.links]
        on_links = wind(
            [(start.lat + end.lat) / 2.0 for start, end in ends],
            [(start.lon + end.lon) / 2.0 for start, end in ends],
        )
        return cls(
            seats,
            fallen_trees(
                place,
                parameters.wind.gust_factor * on_links,
                time_s=time_s,
                parameters=parameters.trees,
                streams=streams,
            ),
        )
