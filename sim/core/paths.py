"""Where shipped configuration and scenarios lie: inside the wheel, or beside the package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped(folder: str) -> Path:
    """Return the absolute path of a shipped folder, ``"conf"`` or ``"scenarios"``.

    A wheel carries both inside the package; a source checkout keeps them beside it.
    """
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder
