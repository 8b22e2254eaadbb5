"""Figures of a run and of an experiment, in Chinese and English: the only matplotlib room.

>>> from sim import figures
>>> figures.map_figure(log, place, lang="zh")
>>> figures.save_figures(log, place, "results/x/figures", lang="en")

Importing this room does not import matplotlib; asking for a figure does. Figures are returned
as matplotlib figures that show themselves in notebooks and are in no pyplot list.
"""

from sim.figures.comparison import comparison_figure
from sim.figures.curves import disruption_figure, evacuation_figure, supply_figure
from sim.figures.hazard_points import hazard_point_figure
from sim.figures.hydrographs import hydrograph_figure
from sim.figures.inundation import inundation_figure
from sim.figures.ladder import ladder_figure
from sim.figures.linkage import linkage_figure
from sim.figures.map import map_figure
from sim.figures.saving import save_figure, save_figures
from sim.figures.stages import gantt_figure, waterfall_figure
from sim.figures.timeline import timeline_figure
from sim.figures.traffic import clearance_curve, congestion_map, link_volumes, time_space

__all__ = [
    "clearance_curve",
    "comparison_figure",
    "congestion_map",
    "disruption_figure",
    "evacuation_figure",
    "gantt_figure",
    "hazard_point_figure",
    "hydrograph_figure",
    "inundation_figure",
    "ladder_figure",
    "link_volumes",
    "linkage_figure",
    "map_figure",
    "save_figure",
    "save_figures",
    "supply_figure",
    "time_space",
    "timeline_figure",
    "waterfall_figure",
]
