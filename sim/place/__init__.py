"""The region: counties, nodes, links, zones, sites, rivers; reading and checking them."""

from sim.place.place import County, Link, Node, Place, Reservoir, River, RoadClass, Site, Zone

__all__ = ["County", "Link", "Node", "Place", "Reservoir", "River", "RoadClass", "Site", "Zone"]
