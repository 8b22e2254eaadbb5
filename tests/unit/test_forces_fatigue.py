"""Fatigue of a campaign, by hand."""

import pytest

from sim.forces.fatigue import FatigueParameters, slowing

DAY_S = 86_400.0
PARAMETERS = FatigueParameters()


def test_the_fresh_are_not_slowed_and_the_worn_by_the_most() -> None:
    assert slowing([], now_s=0.0, parameters=PARAMETERS) == 1.0
    worn = [(0.0, PARAMETERS.worn_s)]
    now_s = PARAMETERS.worn_s
    assert slowing(worn, now_s=now_s, parameters=PARAMETERS) == PARAMETERS.most_slowing
    more = [*worn, (now_s, 2 * now_s)]
    assert slowing(more, now_s=2 * now_s, parameters=PARAMETERS) == PARAMETERS.most_slowing
    half = [(0.0, PARAMETERS.worn_s / 2)]
    assert slowing(half, now_s=now_s, parameters=PARAMETERS) == pytest.approx(1.25)


def test_work_is_forgotten_as_it_moves_out_of_the_window() -> None:
    spell = [(0.0, DAY_S)]
    slow = [slowing(spell, now_s=d * DAY_S, parameters=PARAMETERS) for d in (1, 14, 14.5, 15, 30)]
    assert slow[0] == slow[1] > slow[2] > slow[3] == slow[4] == 1.0
