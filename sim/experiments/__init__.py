"""Sweeps over plans and what they prove: designs, runner, paired comparison, selection."""

from sim.experiments.allocation import ocba_shares
from sim.experiments.comparison import (
    Comparison,
    Difference,
    Interval,
    compare,
    holm,
    mean_interval,
    paired_difference,
    quantile_interval,
    replications_needed,
)
from sim.experiments.designs import Cell, grid
from sim.experiments.runner import run_cells
from sim.experiments.selection import Selection, select_best, select_plan
from sim.experiments.tables import comparison_table, results_table

__all__ = [
    "Cell",
    "Comparison",
    "Difference",
    "Interval",
    "Selection",
    "compare",
    "comparison_table",
    "grid",
    "holm",
    "mean_interval",
    "ocba_shares",
    "paired_difference",
    "quantile_interval",
    "replications_needed",
    "results_table",
    "run_cells",
    "select_best",
    "select_plan",
]
