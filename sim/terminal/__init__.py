"""What the command shows in the terminal: progress, tables, lists. No figure is made here."""

from sim.terminal.linkage import show_ladder, show_linkage, show_stages
from sim.terminal.runs import (
    SENSITIVE,
    progress,
    show_branch,
    show_comparison,
    show_explanation,
    show_list,
    show_run,
    show_sensitivity,
    show_working,
)

__all__ = [
    "SENSITIVE",
    "progress",
    "show_branch",
    "show_comparison",
    "show_explanation",
    "show_ladder",
    "show_linkage",
    "show_list",
    "show_run",
    "show_sensitivity",
    "show_stages",
    "show_working",
]
