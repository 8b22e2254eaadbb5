"""Classes of vehicles: how fast, how large, and through how much water.

A class is a component, so that a scenario may name its own. Nothing here moves; see
:mod:`sim.roads.traffic`.
"""

from sim.core.components import Component
from sim.core.parameters import parameter
from sim.core.units import KMH_MPS

_PREGNOLATO = "Pregnolato et al. 2017, doi:10.1016/j.trd.2017.06.020"


class VehicleClass(Component):
    """Vehicles that choose the same routes; values left out are those of a car.

    Parameters
    ----------
    name
        How trips name the class, e.g. ``"truck"``.
    max_speed_mps
        Speed the vehicle does not pass even on a faster road [m/s].
    pcu
        Passenger-car units: room on the road relative to a car [1].
    fords_m
        Depth of standing water [m] at which the vehicle no longer enters a road.
    """

    name: str
    max_speed_mps: float = parameter(
        120 * KMH_MPS,
        low=90 * KMH_MPS,
        high=120 * KMH_MPS,
        unit="m/s",
        source="Road Traffic Safety Law Implementation Regulations of the PRC, art. 78",
        description="Highest speed of a car: the general limit of expressways",
        gt=0,
    )
    pcu: float = parameter(
        1.0, low=1.0, high=1.0, unit="1", source="definition", description="Unit of road room", gt=0
    )
    fords_m: float = parameter(
        0.30,
        low=0.15,
        high=0.40,
        unit="m",
        source=_PREGNOLATO,
        description="Water depth that stops a car",
        gt=0,
    )


class Car(VehicleClass):
    """A private car or a light vehicle."""

    name: str = "car"


class Bus(VehicleClass):
    """A coach of some 40 seats used to move people."""

    name: str = "bus"
    max_speed_mps: float = parameter(
        90 * KMH_MPS,
        low=60 * KMH_MPS,
        high=100 * KMH_MPS,
        unit="m/s",
        description="Highest speed of a loaded bus",
        gt=0,
    )
    pcu: float = parameter(
        2.0, low=1.5, high=3.0, unit="1", description="Road room of a bus in cars", gt=0
    )
    fords_m: float = parameter(
        0.35, low=0.25, high=0.50, unit="m", description="Water depth that stops a bus", gt=0
    )


class Truck(VehicleClass):
    """A loaded truck with relief goods or machines."""

    name: str = "truck"
    max_speed_mps: float = parameter(
        80 * KMH_MPS,
        low=60 * KMH_MPS,
        high=100 * KMH_MPS,
        unit="m/s",
        description="Highest speed of a loaded truck",
        gt=0,
    )
    pcu: float = parameter(
        2.5, low=1.5, high=4.0, unit="1", description="Road room of a truck in cars", gt=0
    )
    fords_m: float = parameter(
        0.40, low=0.30, high=0.60, unit="m", description="Water depth that stops a truck", gt=0
    )


class Rescue(VehicleClass):
    """A heavy vehicle of a rescue team."""

    name: str = "rescue"
    max_speed_mps: float = parameter(
        90 * KMH_MPS,
        low=70 * KMH_MPS,
        high=110 * KMH_MPS,
        unit="m/s",
        description="Highest speed of a heavy rescue vehicle",
        gt=0,
    )
    pcu: float = parameter(
        2.0, low=1.5, high=3.0, unit="1", description="Road room of a rescue vehicle in cars", gt=0
    )
    fords_m: float = parameter(
        0.50,
        low=0.40,
        high=0.80,
        unit="m",
        description="Water depth that stops a heavy rescue vehicle",
        gt=0,
    )


CAR = Car()
BUS = Bus()
TRUCK = Truck()
RESCUE = Rescue()
VEHICLE_CLASSES: tuple[VehicleClass, ...] = (CAR, BUS, TRUCK, RESCUE)
