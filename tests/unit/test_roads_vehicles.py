import pytest
from pydantic import ValidationError

from sim.core.components import build
from sim.core.parameters import assumptions
from sim.roads.flooding import FloodedRoad
from sim.roads.vehicles import CAR, RESCUE, VEHICLE_CLASSES, Bus, Truck, VehicleClass


def test_names_are_unique_and_heavier_vehicles_ford_no_less_than_a_car() -> None:
    names = [vehicle.name for vehicle in VEHICLE_CLASSES]
    assert names == ["car", "bus", "truck", "rescue"]
    assert all(vehicle.fords_m >= CAR.fords_m for vehicle in VEHICLE_CLASSES)
    assert all(vehicle.pcu >= CAR.pcu for vehicle in VEHICLE_CLASSES)
    assert (CAR.fords_m, RESCUE.fords_m) == (0.30, 0.50)


@pytest.mark.parametrize("model", [*map(type, VEHICLE_CLASSES), FloodedRoad])
def test_every_number_is_registered_with_source_and_a_range_around_it(
    model: type[VehicleClass],
) -> None:
    rows = list(assumptions(model))
    numbers = [name for name, info in model.model_fields.items() if info.annotation is float]
    assert [row.key for row in rows] == numbers
    for row in rows:
        assert row.source
        assert row.low <= float(str(row.default)) <= row.high


def test_class_can_be_named_in_a_file() -> None:
    vehicle = build(
        {"_target_": "sim.roads.vehicles.Truck", "name": "tanker", "fords_m": 0.6}, where="test"
    )
    assert isinstance(vehicle, Truck)
    assert (vehicle.name, vehicle.fords_m) == ("tanker", 0.6)


def test_depth_of_zero_and_unknown_keys_are_refused() -> None:
    with pytest.raises(ValidationError):
        Bus(fords_m=0.0)
    with pytest.raises(ValidationError):
        Bus(wings=2)  # type: ignore[call-arg]
