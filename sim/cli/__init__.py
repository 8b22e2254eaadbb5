"""The ``liandong`` command, and the only room that knows Hydra."""

from sim.cli import linkage  # noqa: F401  # adds its verbs
from sim.cli.verbs import main

__all__ = ["main"]
