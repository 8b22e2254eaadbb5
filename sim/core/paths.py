"""Where shipped configuration and scenarios lie: inside the wheel, or beside the package."""

from pathlib import Path

from sim.core.errors import InputError

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """Return the absolute path of a shipped folder, ``"conf"`` or ``"scenarios"``.

    A wheel carries both inside the package; a source checkout keeps them beside it.
    """
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def within(folder: Path, name: str) -> Path:
    """Return the path of a file that a table or configuration names, in its folder.

    Raises
    ------
    InputError
        If the name leads out of the folder.
    """
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise InputError(f"'{name}' leads out of {folder}; put the file into that folder")
    return path
