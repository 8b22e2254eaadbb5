"""Each shipped scenario gives the log it gave before, under two hash seeds.

When a digest moves on purpose, run ``python tests/regression/update.py`` and give the change a
line tagged **[results]** in CHANGELOG.md.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.scenario import available_scenarios

DIGESTS = json.loads((Path(__file__).parent / "digests.json").read_text(encoding="utf-8"))
CODE = """
import sim
log = sim.run(sim.load_scenario({name!r}), sim.load_plan(), seed=1)
print(log.events_digest())
"""


def test_every_scenario_has_a_digest() -> None:
    assert sorted(DIGESTS) == available_scenarios()


@pytest.mark.parametrize("hash_seed", ["0", "77"])
@pytest.mark.parametrize("name", available_scenarios())
def test_log_is_the_one_on_record(name: str, hash_seed: str) -> None:
    done = subprocess.run(  # noqa: S603  # our own interpreter, our own code
        [sys.executable, "-c", CODE.format(name=name)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": hash_seed, "PATH": "/usr/bin"},
    )
    assert done.stdout.strip() == DIGESTS[name]
