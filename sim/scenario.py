"""Scenario and Plan: what the world does, and what we chose.

Both are inert and validated, and can explain themselves before anything runs. Reading them
from YAML is here too; Hydra is not needed.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, SerializeAsAny, field_validator, model_validator

from sim.core.clock import Clock, parse_time
from sim.core.components import Component, build
from sim.core.errors import InputError, StorageError, unknown_name
from sim.core.files import read_yaml
from sim.core.parameters import Config, validated
from sim.core.paths import shipped
from sim.core.streams import Streams
from sim.core.text import Lang
from sim.evacuation import EvacuationBehaviour, EvacuationOrders, Outreach
from sim.evacuation.rumours import RumourParameters
from sim.evacuation.villages import VillageParameters
from sim.forces import ForceParameters, Staging
from sim.forces.fire_crews import FireCrewParameters
from sim.forces.inspection import InspectionParameters
from sim.forces.lifts import BoatParameters, HelicopterParameters
from sim.forces.tactics import Tactics
from sim.forces.tasking import Tasking
from sim.forces.water_drops import WaterDropParameters
from sim.hazards.flood import Levers, ReleaseOrder, ReleaseRule
from sim.hazards.hazard import Hazard
from sim.hazards.incident import Incident
from sim.hazards.mitigation import Mitigation
from sim.hazards.monitoring import MonitoringParameters
from sim.hazards.nature import Nature
from sim.hazards.wildfire.detection import DetectionNetwork
from sim.linkage import LinkageRule
from sim.place import Place
from sim.place.reading import PLACE_FILE
from sim.roads.driving import Driving
from sim.roads.flooding import FloodedRoad
from sim.supply.commodities import GoodsStandards
from sim.supply.dispatch.base import Dispatch
from sim.supply.fleet import FleetParameters
from sim.supply.layouts.base import Layout
from sim.supply.restocking import RestockingParameters
from sim.supply.shelter_supply import ShelterSupply

PLAN_GROUPS: dict[str, type[Component]] = {
    "linkage": LinkageRule,
    "layout": Layout,
    "dispatch": Dispatch,
    "evacuation": EvacuationOrders,
    "staging": Staging,
    "outreach": Outreach,
    "traffic": Driving,
    "mitigation": Mitigation,
    "reservoirs": ReleaseRule,
    "tactics": Tactics,
    "tasking": Tasking,
}
"""The choices a plan makes, and what each must be."""

SCENARIO_FILE = "scenario.yaml"
HAZARD_FILE = "hazard.yaml"


class Scenario(Config):
    """What the world does: a place, a period, a hazard, and how people and forces behave.

    Parameters
    ----------
    place
        Name of a shipped place, or path of a place folder.
    start, end
        ISO times with their UTC offset.
    hazard
        The hazard component that draws what nature does.
    incidents
        Point incidents beside the hazard.
    """

    name: str
    title_zh: str
    title_en: str
    place: str
    start: str
    end: str
    hazard: SerializeAsAny[Hazard]
    incidents: tuple[Incident, ...] = ()
    behaviour: EvacuationBehaviour = Field(default_factory=EvacuationBehaviour)
    forces: ForceParameters = Field(default_factory=ForceParameters)
    crews: FireCrewParameters = Field(default_factory=FireCrewParameters)
    detection: DetectionNetwork = Field(default_factory=DetectionNetwork)
    rumours: RumourParameters = Field(default_factory=RumourParameters)
    villages: VillageParameters = Field(default_factory=VillageParameters)
    helicopters: HelicopterParameters = Field(default_factory=HelicopterParameters)
    water_drops: WaterDropParameters = Field(default_factory=WaterDropParameters)
    boats: BoatParameters = Field(default_factory=BoatParameters)
    flooding: FloodedRoad = Field(default_factory=FloodedRoad)
    inspection: InspectionParameters = Field(default_factory=InspectionParameters)
    monitoring: MonitoringParameters = Field(default_factory=MonitoringParameters)
    goods: GoodsStandards = Field(default_factory=GoodsStandards)
    fleet: FleetParameters = Field(default_factory=FleetParameters)
    shelter_supply: ShelterSupply = Field(default_factory=ShelterSupply)
    restocking: RestockingParameters = Field(default_factory=RestockingParameters)
    _folder: Path = PrivateAttr(default=Path())

    @field_validator("start", "end", mode="before")
    @classmethod
    def _iso(cls, value: object) -> str:
        if isinstance(value, datetime):
            raise InputError(
                "write the time in quotes, with its offset: '2019-08-12T00:00:00+08:00'"
            )
        return parse_time(str(value)).isoformat()

    @model_validator(mode="after")
    def _runs_forward(self) -> "Scenario":
        if self.horizon_s <= 0:
            raise InputError(f"end {self.end} must lie after start {self.start}")
        return self

    @model_validator(mode="after")
    def _tells_incidents_apart(self) -> "Scenario":
        ids = [incident.incident_id for incident in self.incidents]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise InputError(f"incidents: incident_id '{twice[0]}' occurs more than once")
        return self

    @property
    def clock(self) -> Clock:
        """Return the calendar of the scenario."""
        return Clock(parse_time(self.start))

    @property
    def horizon_s(self) -> float:
        """Return how long the scenario lasts [s]."""
        return self.clock.seconds(parse_time(self.end))

    @property
    def folder(self) -> Path:
        """Return the folder that holds the hazard's files."""
        return self._folder

    def digest(self) -> str:
        """Return a digest of every value and of the hazard's data files."""
        state = blake2b(_canonical(self.values()).encode(), digest_size=16)
        if self._folder != Path():
            for path in sorted(self._folder.glob("*.csv")):
                state.update(path.name.encode() + path.read_bytes())
        return state.hexdigest()

    def values(self) -> dict[str, Any]:
        """Return every value, such that :func:`make_scenario` makes this scenario again."""
        return {**self.model_dump(mode="json"), "hazard": _named(self.hazard)}

    def nature(self, place: Place, *, streams: Streams, levers: Levers) -> Nature:
        """Return what nature does in one replication, before anyone responds.

        Parameters
        ----------
        place
            The scenario's place.
        streams
            Random streams of the replication.
        levers
            What a plan changes in it.
        """
        return self.hazard.nature(
            place,
            clock=self.clock,
            horizon_s=self.horizon_s,
            streams=streams,
            folder=self.folder,
            levers=levers,
        )

    def explain(self, plan: "Plan", *, lang: Lang = "en") -> str:
        """Return what will happen under a plan, in words, before anything runs."""
        from sim.explanation import explain  # noqa: PLC0415  # reads the place: only when asked

        return explain(self, plan, lang=lang)


class Plan(Config):
    """What we chose: one component for each group of the plan."""

    choices: Mapping[str, str]
    linkage: LinkageRule
    layout: SerializeAsAny[Layout]
    dispatch: SerializeAsAny[Dispatch]
    evacuation: EvacuationOrders
    staging: Staging
    outreach: Outreach
    traffic: Driving
    mitigation: Mitigation
    reservoirs: ReleaseRule
    tactics: Tactics
    tasking: SerializeAsAny[Tasking]

    def levers(self, orders: tuple[ReleaseOrder, ...] = ()) -> Levers:
        """Return what this plan changes in what nature does.

        Parameters
        ----------
        orders
            Releases ordered by hand during the run.
        """
        return Levers(mitigation=self.mitigation, release=self.reservoirs, orders=orders)

    def digest(self) -> str:
        """Return a digest of every value; the order in which choices were given is nothing."""
        return blake2b(_canonical(self.values()).encode(), digest_size=16).hexdigest()

    def values(self) -> dict[str, Any]:
        """Return every value by group, such that :func:`make_plan` makes this plan again."""
        return {group: _named(getattr(self, group)) for group in PLAN_GROUPS}

    def label(self) -> str:
        """Return the choices in one line, e.g. ``integrated_2019 · counties_15 · …``."""
        return " · ".join(self.choices[group] for group in PLAN_GROUPS)


def load_scenario(
    name: str | Path,
    *,
    hazard: str | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    name
        Name of a shipped scenario, or path of a scenario folder or file of the user's own.
    hazard
        Name of another scenario whose hazard shall be used instead.
    overrides
        Values to change, by dotted key: ``{"hazard.rain_factor": 1.2}``.

    Raises
    ------
    UnknownNameError
        If no such scenario exists; the message gives the nearest.
    InputError
        If a file or a value is not acceptable.
    """
    values, folder = read_scenario_values(name, hazard=hazard)
    return make_scenario(apply_overrides(values, overrides or {}), folder=folder)


def read_scenario_values(
    name: str | Path, *, hazard: str | None = None
) -> tuple[dict[str, Any], Path]:
    """Return the raw values of a scenario, its hazard file inlined, and the hazard's folder."""
    path = find_scenario(name)
    values = read_yaml(path)
    if not isinstance(values, dict) or not isinstance(values.get("hazard"), str):
        raise InputError(f"{path}: needs keys and values, with hazard: NAME of a hazard folder")
    hazard_name = hazard or values["hazard"]
    own = path.parent / HAZARD_FILE
    is_own = hazard_name in (values.get("name"), path.parent.name) and own.is_file()
    hazard_path = own if is_own else find_scenario(hazard_name, file=HAZARD_FILE, noun="hazard")
    beside = path.parent / str(values.get("place"))
    if (beside / PLACE_FILE).is_file():  # a place of the user's own, beside the scenario
        values["place"] = str(beside.resolve())
    return {**values, "hazard": read_yaml(hazard_path)}, hazard_path.parent


def make_scenario(values: Mapping[str, Any], *, folder: Path) -> Scenario:
    """Validate raw values into a scenario."""
    name = str(values.get("name", "scenario"))
    hazard = build(values.get("hazard"), where=f"scenario {name}: hazard")
    scenario = validated(Scenario, {**values, "hazard": hazard}, where=f"scenario {name}")
    scenario._folder = folder  # noqa: SLF001  # where its files lie is no value of a scenario
    return scenario


def load_plan(
    *, overrides: Mapping[str, object] | None = None, config_dir: Path | None = None, **choices: str
) -> Plan:
    """Read a plan.

    Parameters
    ----------
    overrides
        Values to change, by dotted key: ``{"linkage.n_working_groups": 4}``.
    config_dir
        A folder of the user's own with groups beside the shipped ones.
    **choices
        One name per group; groups not named take the default of ``conf/config.yaml``.

    Raises
    ------
    UnknownNameError
        If a group or a choice does not exist.
    """
    for group in choices:
        if group not in PLAN_GROUPS:
            raise unknown_name(group, PLAN_GROUPS, noun="plan group")
    chosen = {group: choices.get(group, default) for group, default in default_choices().items()}
    values: dict[str, Any] = {
        group: read_yaml(find_choice(group, choice, config_dir)) for group, choice in chosen.items()
    }
    return make_plan(apply_overrides(values, overrides or {}), choices=chosen)


def make_plan(values: Mapping[str, Any], *, choices: Mapping[str, str]) -> Plan:
    """Validate raw values, one mapping per group, into a plan.

    Raises
    ------
    UnknownNameError
        If values are given for what is no plan group.
    """
    for group in values:
        if group not in PLAN_GROUPS:
            raise unknown_name(group, PLAN_GROUPS, noun="plan group")
    components = {
        group: build(values.get(group), where=f"{group}={choices.get(group, '?')}")
        for group in PLAN_GROUPS
    }
    return validated(Plan, {"choices": dict(choices), **components}, where="plan")


def default_choices() -> dict[str, str]:
    """Return the default choice of each plan group, read from ``conf/config.yaml``."""
    defaults = read_yaml(shipped("conf") / "config.yaml")["defaults"]
    named = {
        key: value for item in defaults if isinstance(item, dict) for key, value in item.items()
    }
    return {group: str(named[group]) for group in PLAN_GROUPS}


def available_scenarios() -> list[str]:
    """Return the names of the shipped scenarios."""
    return sorted(path.parent.name for path in shipped("scenarios").glob(f"*/{SCENARIO_FILE}"))


def available_choices(group: str, config_dir: Path | None = None) -> list[str]:
    """Return the names a plan group can take."""
    folders = [shipped("conf") / group, *([config_dir / group] if config_dir else [])]
    return sorted({path.stem for folder in folders for path in folder.glob("*.yaml")})


def find_scenario(name: str | Path, *, file: str = SCENARIO_FILE, noun: str = "scenario") -> Path:
    """Return the file of a scenario or hazard given by name or by path."""
    path = Path(name)
    known = {item.parent.name: item for item in shipped("scenarios").glob(f"*/{file}")}
    if isinstance(name, str) and name in known:  # whatever folder of that name lies here
        return known[name]
    if path.suffix == ".yaml" or len(path.parts) > 1 or path.is_dir():
        path = path / file if path.is_dir() else path
        if not path.is_file():
            raise StorageError(f"no {noun} file at {path}")
        return path
    raise unknown_name(str(name), known, noun=noun)


def find_choice(group: str, choice: str, config_dir: Path | None = None) -> Path:
    """Return the file of a plan choice."""
    known = available_choices(group, config_dir)
    if choice not in known:
        raise unknown_name(choice, known, noun=group)
    own = config_dir / group / f"{choice}.yaml" if config_dir else None
    return own if own and own.is_file() else shipped("conf") / group / f"{choice}.yaml"


def apply_overrides(values: Mapping[str, Any], overrides: Mapping[str, object]) -> dict[str, Any]:
    """Return a copy of nested values with some dotted keys replaced."""
    changed: dict[str, Any] = json.loads(json.dumps(values, default=str))
    for key, value in overrides.items():
        *parents, last = key.split(".")
        level = changed
        for parent in parents:
            level = level.setdefault(parent, {})
            if not isinstance(level, dict):
                raise InputError(f"override '{key}': '{parent}' holds a value, not keys")
        level[last] = value
    return changed


def _named(component: Component) -> dict[str, Any]:
    kind = type(component)
    return {
        "_target_": f"{kind.__module__}.{kind.__qualname__}",
        **component.model_dump(mode="json"),
    }


def _canonical(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
