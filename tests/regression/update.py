"""Writes the digests of all shipped scenarios on record: ``python tests/regression/update.py``."""

import json
from pathlib import Path

import sim
from sim.scenario import available_scenarios


def main() -> None:
    digests = {
        name: sim.run(sim.load_scenario(name), sim.load_plan(), seed=1).events_digest()
        for name in available_scenarios()
    }
    path = Path(__file__).parent / "digests.json"
    path.write_text(json.dumps(digests, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
