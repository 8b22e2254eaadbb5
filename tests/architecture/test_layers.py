"""Imports point down, libraries stay in their rooms, and starting up stays light."""

import ast
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

PACKAGE = Path(__file__).parents[2] / "sim"

FLOORS = [
    {"core"},
    {"place"},
    {"roads", "hazards", "forces", "supply", "linkage", "evacuation"},
    {"explanation"},
    {"decision", "log"},
    {"scenario"},
    {"world"},
    {"run"},
    {"metrics"},
    {"assumptions"},
    {"checking", "overrides"},
    {"figures"},
    {"results"},
    {"experiments", "tabletop"},
    {"terminal"},
    {"cli"},
    {"__main__"},
]
"""Rooms and files of the package from the ground up; one may import those below it."""

HOMES = {
    "simpy": {"world"},
    "hydra": {"cli"},
    "omegaconf": {"cli"},
    "matplotlib": {"figures"},
    "joblib": {"experiments"},
    "pyarrow": {"log"},
    "click": {"cli"},
}
"""Libraries that only some rooms may import."""

FLOOR_OF = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path, *, with_typing: bool) -> list[str]:
    """Return the modules a file imports, anywhere in it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and ast.unparse(block.test) == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in typing_only and not with_typing:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def test_every_room_has_a_floor() -> None:
    rooms = {room(path) for path in modules()}
    assert rooms == set(FLOOR_OF)


@pytest.mark.parametrize("path", modules(), ids=name)
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    upward = []
    for target in imports(path, with_typing=False):
        parts = target.split(".")
        if parts[0] != "sim" or len(parts) < 2 or parts[1] == here:
            continue
        there = parts[1]
        if FLOOR_OF[there] >= FLOOR_OF[here]:
            upward.append(target)
    assert upward == []


@pytest.mark.parametrize("path", modules(), ids=name)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    roots = {target.split(".")[0] for target in imports(path, with_typing=True)}
    strays = [root for root in sorted(roots) if root in HOMES and room(path) not in HOMES[root]]
    assert strays == []


def test_no_module_imports_in_a_circle() -> None:
    graph: nx.DiGraph[str] = nx.DiGraph()
    names = {name(path) for path in modules()}
    for path in modules():
        for target in imports(path, with_typing=False):
            for candidate in (target, target.rpartition(".")[0]):
                if candidate in names and candidate != name(path):
                    graph.add_edge(name(path), candidate)
                    break
    circles = [
        circle
        for circle in nx.simple_cycles(graph)
        if not all(part.startswith("sim.world") for part in circle)
    ]
    assert circles == []


def test_files_stay_readable() -> None:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {module: n for module, n in lengths.items() if n > 420} == {}


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import sim", ["numpy", "pydantic", "simpy", "matplotlib", "hydra", "rich"]),
        ("import sim.cli", ["numpy", "pydantic", "simpy", "matplotlib", "hydra", "rich"]),
        ("import sim.run", ["matplotlib", "hydra", "pyarrow", "scipy.stats", "pandas", "networkx"]),
        ("import sim.figures", ["matplotlib"]),
    ],
)
def test_starting_up_stays_light(statement: str, absent: list[str]) -> None:
    code = f"{statement}; import sys; print([m for m in {absent!r} if m in sys.modules])"
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
