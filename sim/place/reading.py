"""A folder of tables to a checked :class:`Place`.

What it is: the only way a place gets into the program. What it is not: a builder of tables; the
shipped ones are written by a script beside them. Nothing outside the folder is opened.
"""

from dataclasses import replace
from datetime import date
from hashlib import blake2b
from pathlib import Path

from pydantic import Field

from sim.core.errors import Problem, ProblemsError, StorageError, unknown_name
from sim.core.files import read_yaml
from sim.core.parameters import Config, validated
from sim.core.paths import shipped
from sim.core.text import Text
from sim.place.checking import Draft, check
from sim.place.place import County, Place
from sim.place.schema import OPTIONAL_TABLES, TABLES
from sim.place.shapes import read_boundaries, read_outline, read_rivers
from sim.place.tables import TableRows, read_table, shown

PLACE_FILE = "place.yaml"


class Title(Config):
    """Title of a place in both languages."""

    zh: str = ""
    en: str = ""


class Files(Config):
    """File names of the tables and shapes, each in the folder of place.yaml."""

    counties: str = "counties.csv"
    nodes: str = "nodes.csv"
    road_classes: str = "road_classes.csv"
    links: str = "links.csv"
    zones: str = "zones.csv"
    sites: str = "sites.csv"
    reservoirs: str = ""
    rivers: str = ""
    boundaries: str = ""
    outline: str = ""


class PlaceFile(Config):
    """The content of place.yaml."""

    name: str
    title: Title
    version: str = ""
    capital_node_id: str = ""
    checked_on: date | None = None
    population: int | None = Field(None, ge=0)
    files: Files = Files()


def load_place(name_or_path: str | Path) -> Place:
    """Read and check a place.

    Parameters
    ----------
    name_or_path
        Name of a shipped place such as ``"jilin"``, or the path of a folder with a place.yaml.

    Raises
    ------
    UnknownNameError
        If neither a shipped place nor a folder has that name.
    ProblemsError
        Listing every problem of the files.
    """
    place, problems = _read(_folder(name_or_path))
    if problems or place is None:
        raise ProblemsError(problems)
    return place


def check_place(path: str | Path) -> list[Problem]:
    """Return every problem of the place in a folder; an empty list when it can be loaded.

    Raises
    ------
    UnknownNameError
        If neither a shipped place nor a folder has that name.
    """
    return _read(_folder(path))[1]


def _folder(name_or_path: str | Path) -> Path:
    root = shipped("scenarios")
    names = sorted(item.parent.name for item in root.glob(f"*/{PLACE_FILE}"))
    if isinstance(name_or_path, str) and name_or_path in names:
        return root / name_or_path
    path = Path(name_or_path)
    if path.is_dir():
        return path
    if path.name == PLACE_FILE and path.is_file():
        return path.parent
    raise unknown_name(str(name_or_path), names, noun="place (or folder)")


def _read(folder: Path) -> tuple[Place | None, list[Problem]]:
    try:
        header = validated(PlaceFile, read_yaml(folder / PLACE_FILE), where=PLACE_FILE)
    except ProblemsError as error:
        return None, list(error.problems)
    except (ValueError, RecursionError, StorageError) as error:
        # a ValueError also comes from the YAML reader itself, for a date such as 2019-13-01
        return None, [Problem(PLACE_FILE, 0, "", str(error))]
    problems: list[Problem] = []
    if not (header.title.zh.strip() or header.title.en.strip()):
        problems.append(Problem(PLACE_FILE, 0, "title", "give zh, en or both"))
    contents = _contents(folder, header, problems)
    draft = _draft(header, contents, problems)
    problems += check(draft, is_complete=not problems)
    if problems:
        return None, problems
    return _place(header, draft, _digest(folder, header, contents)), []


def _contents(folder: Path, header: PlaceFile, problems: list[Problem]) -> dict[str, bytes]:
    """Return the bytes of every file that place.yaml names, by key."""
    optional = (*OPTIONAL_TABLES, "rivers", "boundaries", "outline")
    contents: dict[str, bytes] = {}
    for key, file in header.files.model_dump().items():
        if not file and key in optional:
            continue
        if not _is_in(folder, file):
            message = f"'{shown(file)}' must be the name of a file in the same folder"
            problems.append(Problem(PLACE_FILE, 0, f"files.{key}", message))
            continue
        try:
            contents[key] = (folder / file).read_bytes()
        except OSError as error:
            problems.append(Problem(file, 0, "", f"cannot be read: {error.strerror}"))
    return contents


def _is_in(folder: Path, file: str) -> bool:
    """Return whether a name is that of a file in the folder itself, links followed."""
    if not file or not file.isprintable() or any(mark in file for mark in "/\\:"):
        return False
    try:
        path = (folder / file).resolve()
    except (OSError, RuntimeError):  # a circle of symbolic links
        return False
    return path.parent == folder.resolve() and (path.is_file() or not path.exists())


def _draft(header: PlaceFile, contents: dict[str, bytes], problems: list[Problem]) -> Draft:
    files: dict[str, str] = header.files.model_dump()
    tables = {
        table.key: read_table(contents[table.key], table, files[table.key], problems)
        if table.key in contents
        else TableRows()
        for table in TABLES
    }
    tables["rivers"] = (
        read_rivers(contents["rivers"], files["rivers"], problems)
        if "rivers" in contents
        else TableRows()
    )
    return Draft(
        files=files,
        tables=tables,
        boundaries=read_boundaries(contents["boundaries"], files["boundaries"], problems)
        if "boundaries" in contents
        else {},
        outline=read_outline(contents["outline"], files["outline"], problems)
        if "outline" in contents
        else (),
        capital_node_id=header.capital_node_id,
        checked_on=header.checked_on,
        population=header.population,
    )


def _place(header: PlaceFile, draft: Draft, digest: str) -> Place:
    tables = {key: rows.records() for key, rows in draft.tables.items()}
    counties: tuple[County, ...] = tables["counties"]
    return Place(
        name=header.name,
        title=Text(header.title.zh, header.title.en),
        counties=tuple(
            replace(county, boundary=draft.boundaries.get(county.county_id, ()))
            for county in counties
        ),
        nodes=tables["nodes"],
        road_classes=tables["road_classes"],
        links=tables["links"],
        zones=tables["zones"],
        sites=tables["sites"],
        rivers=tables["rivers"],
        reservoirs=tables["reservoirs"],
        outline=draft.outline,
        digest=digest,
    )


def _digest(folder: Path, header: PlaceFile, contents: dict[str, bytes]) -> str:
    """Digest of the bytes of place.yaml and of every file it names, in the order of the keys."""
    digest = blake2b(digest_size=16)
    files = {"": (folder / PLACE_FILE).read_bytes(), **contents}
    for key in sorted(files):
        data = files[key]
        name = str(header.files.model_dump().get(key, PLACE_FILE))
        digest.update(f"{key}\x1f{name}\x1f{len(data)}\x1e".encode())
        digest.update(data)
    return digest.hexdigest()
