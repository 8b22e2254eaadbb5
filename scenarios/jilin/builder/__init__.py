"""Steps of build.py: from the raw facts and the rules to the records of this place."""
