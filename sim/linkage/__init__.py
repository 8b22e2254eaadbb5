"""Linkage (应急联动): inter-agency coordination rules, as data and pure functions.

Not to be confused with linkage in cluster analysis. A rule says who learns what and when, who
must approve, whose resources may be used and what a warning sets in motion.
"""

from sim.linkage.delays import Delay
from sim.linkage.rule import Chain, Consultation, Hop, Information, LinkageRule

__all__ = ["Chain", "Consultation", "Delay", "Hop", "Information", "LinkageRule"]
