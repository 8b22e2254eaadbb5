"""``liandong check``: every problem of a place or scenario folder in one report."""

from pathlib import Path

from sim.core.clock import Clock
from sim.core.errors import LiandongError, Problem, ProblemsError, StorageError
from sim.core.streams import Streams
from sim.place.reading import PLACE_FILE, check_place, load_place
from sim.scenario import SCENARIO_FILE, Scenario, load_scenario


def check_folder(path: Path) -> list[Problem]:
    """Return every problem of a place or a scenario.

    Parameters
    ----------
    path
        A folder that holds place.yaml, scenario.yaml or both; or a scenario file.

    Raises
    ------
    StorageError
        If there is nothing to check.
    """
    folder = path.parent if path.suffix == ".yaml" else path
    if not folder.is_dir():
        raise StorageError(f"no folder {folder}")
    has_place = (folder / PLACE_FILE).is_file()
    has_scenario = (folder / SCENARIO_FILE).is_file()
    if not has_place and not has_scenario:
        raise StorageError(f"{folder} holds neither {PLACE_FILE} nor {SCENARIO_FILE}")
    problems = check_place(folder) if has_place else []
    return problems + (_check_scenario(folder) if has_scenario else [])


def _check_scenario(folder: Path) -> list[Problem]:
    """Read the scenario, its place and its hazard's data; try what the hazard makes of them."""
    try:
        scenario = load_scenario(folder)
        place = load_place(scenario.place)
        scenario.hazard.realise(
            place,
            clock=Clock(scenario.clock.start),
            horizon_s=scenario.horizon_s,
            streams=Streams(1, 0),
            folder=scenario.folder,
        )
        problems = _check_incidents(scenario)
    except ProblemsError as error:
        return list(error.problems)
    except LiandongError as error:
        return [Problem(file=SCENARIO_FILE, row=0, column="", message=str(error))]
    return problems


def _check_incidents(scenario: Scenario) -> list[Problem]:
    """Check that incidents refer to what the place holds and happen within the scenario."""
    place = load_place(scenario.place)
    problems = []
    for number, incident in enumerate(scenario.incidents):
        key = f"incidents.{number}"
        try:
            place.node(incident.node_id)
            place.county(incident.county_id)
        except LiandongError as error:
            problems.append(Problem(SCENARIO_FILE, 0, key, str(error)))
        if incident.time_s >= scenario.horizon_s:
            problems.append(
                Problem(
                    SCENARIO_FILE, 0, f"{key}.time_s", f"{incident.time_s} s lies after the end"
                )
            )
    return problems
