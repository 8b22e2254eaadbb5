"""Networks and trip tables in TNTP files, the exchange format of traffic assignment.

Nodes count from 1 in a file and from 0 here. Units stay those of the file, since no file names
them, until :meth:`TntpNetwork.network` is told what they are.
"""

from sim.roads.tntp.network import TntpLanes, TntpNetwork
from sim.roads.tntp.reading import read_tntp_network, read_tntp_trips

__all__ = ["TntpLanes", "TntpNetwork", "read_tntp_network", "read_tntp_trips"]
