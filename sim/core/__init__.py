"""Ground floor: units, clock, named random streams, errors, parameters, text and files."""
