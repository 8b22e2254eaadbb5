"""Checks of a user's data before anything runs: ``liandong check``, and the start of a run."""

from dataclasses import replace
from pathlib import Path

from sim.core.errors import (
    LiandongError,
    Problem,
    ProblemsError,
    StorageError,
    nearest_match,
)
from sim.core.paths import shipped
from sim.core.streams import Streams
from sim.hazards.flood import Levers
from sim.log import EventLog, Header
from sim.metrics.reported import REPORTED_FILE, beside_reported
from sim.place import Place
from sim.place.reading import PLACE_FILE, check_place, load_place
from sim.scenario import SCENARIO_FILE, Scenario, load_scenario


def check_folder(path: Path) -> list[Problem]:
    """Return every problem of a place or a scenario.

    Parameters
    ----------
    path
        A folder that holds place.yaml, scenario.yaml or both; one of these files; or the name
        of a shipped folder.

    Raises
    ------
    StorageError
        If there is nothing to check.
    """
    if not path.exists() or not (path.is_file() or _holds(path)):
        path = _shipped(path)
    if path.is_file() and path.name != PLACE_FILE and path.suffix == ".yaml":
        return _check_scenario(path)
    folder = path.parent if path.name == PLACE_FILE else path
    if not folder.is_dir():
        raise StorageError(
            f"{path} is a file; give the folder that holds {PLACE_FILE} or {SCENARIO_FILE}"
        )
    has_place, has_scenario = (folder / PLACE_FILE).is_file(), (folder / SCENARIO_FILE).is_file()
    problems = check_place(folder) if has_place else []
    return problems + (_check_scenario(folder / SCENARIO_FILE) if has_scenario else [])


def open_place(scenario: Scenario) -> Place:
    """Return the place of a scenario, with the two checked against each other.

    Raises
    ------
    ProblemsError
        With every problem of the place; or, where it has none, of the scenario's incidents and
        reported figures.
    """
    try:
        place = load_place(scenario.place)
    except ProblemsError as error:
        files = Path(scenario.place)
        raise ProblemsError(
            replace(problem, file=str(files / problem.file)) for problem in error.problems
        ) from None
    if problems := [*_check_incidents(scenario, place), *_check_reported(scenario, place)]:
        raise ProblemsError(problems)
    return place


def _holds(folder: Path) -> bool:
    return (folder / PLACE_FILE).is_file() or (folder / SCENARIO_FILE).is_file()


def _shipped(path: Path) -> Path:
    """Return the shipped folder of a name; raise the error for a path where nothing is."""
    known = sorted(folder.name for folder in shipped("scenarios").iterdir() if _holds(folder))
    if str(path) in known:
        return shipped("scenarios") / path
    if path.is_dir():
        raise StorageError(f"{path} holds neither {PLACE_FILE} nor {SCENARIO_FILE}")
    siblings = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
    near = nearest_match(path.name, siblings)
    hint = str(path.parent / near) if near else nearest_match(str(path), known)
    raise StorageError(
        f"no folder {path}." + (f" Did you mean '{hint}'?" if hint else "") + " Give the path of "
        f"a folder with {PLACE_FILE} or {SCENARIO_FILE}, or a shipped one: {', '.join(known)}"
    )


def _check_scenario(path: Path) -> list[Problem]:
    """Read the scenario, its place and its hazard's data; try what the hazard makes of them."""
    try:
        scenario = load_scenario(path)
        place = open_place(scenario)
        fires = scenario.nature(place, streams=Streams(1, 0), levers=Levers()).fires
        if fires is not None:
            for fire in fires.fires:
                if not fire.is_by_chance:
                    fires.ground(fire)
    except ProblemsError as error:
        return list(error.problems)
    except LiandongError as error:
        return [Problem(file=path.name, row=0, column="", message=str(error))]
    return []


def _check_incidents(scenario: Scenario, place: Place) -> list[Problem]:
    """Check that incidents refer to what the place holds, and begin before the end."""
    problems = []
    for number, incident in enumerate(scenario.incidents):
        key = f"incidents.{number}"
        for column, value, known in (
            ("node_id", incident.node_id, place.node),
            ("county_id", incident.county_id, place.county),
        ):
            try:
                known(value)
            except LiandongError as error:
                problems.append(Problem(SCENARIO_FILE, 0, f"{key}.{column}", str(error)))
        if incident.time_s >= scenario.horizon_s:
            message = f"{incident.time_s:g} s lies after the end, {scenario.horizon_s:g} s"
            problems.append(Problem(SCENARIO_FILE, 0, f"{key}.time_s", message))
    return problems


def _check_reported(scenario: Scenario, place: Place) -> list[Problem]:
    """Read the table of reported figures, as it will be read beside the results of a run."""
    nothing = Header(
        scenario=scenario.name,
        scenario_digest="",
        plan={},
        plan_digest="",
        place=scenario.place,
        place_digest=place.digest,
        start=scenario.start,
        horizon_s=scenario.horizon_s,
        seed=0,
        replication=0,
    )
    try:
        beside_reported(EventLog(nothing, ()), place, scenario.folder)
    except LiandongError as error:
        return [Problem(REPORTED_FILE, 0, "", str(error))]
    return []
