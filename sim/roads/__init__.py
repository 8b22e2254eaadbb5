"""Roads: the network as arrays, shortest routes, vehicles under way, the clearance bound."""
