"""Linkage (应急联动): inter-agency coordination rules, as data and pure functions.

Not to be confused with linkage in cluster analysis. A rule says who learns what and when, who
must approve, whose resources may be used and what a warning sets in motion.
"""

from sim.linkage.authority import Authority
from sim.linkage.chain import Chain, Hop
from sim.linkage.consultation import Consultation
from sim.linkage.delays import Delay
from sim.linkage.information import Information
from sim.linkage.response_levels import Triggers
from sim.linkage.rule import LinkageRule

__all__ = [
    "Authority",
    "Chain",
    "Consultation",
    "Delay",
    "Hop",
    "Information",
    "LinkageRule",
    "Triggers",
]
