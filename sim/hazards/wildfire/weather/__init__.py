"""Weather of a fire, hour by hour, and the danger index that follows from it."""
