"""What is said before a run about how drivers find their way."""

import pytest

import sim
from sim.core.text import Lang
from sim.scenario import Scenario, available_choices

SAID: dict[str, dict[Lang, str]] = {
    "free_flow": {"zh": "车辆互不影响", "en": "vehicles do not hinder one another"},
    "fixed": {"zh": "仍走空路时最快的路线", "en": "that would be quickest if empty"},
    "reactive": {"zh": "驾驶人获知延误后改道", "en": "drivers who hear of delays turn"},
    "planned": {
        "zh": "最快方案的时段、路线和安置点",
        "en": "leave, drive and shelter as in the quickest",
    },
}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-13T00:00:00+08:00"})


def test_every_choice_is_told() -> None:
    assert sorted(SAID) == available_choices("traffic")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("choice", SAID)
def test_a_line_says_what_drivers_do(scenario: Scenario, choice: str, lang: Lang) -> None:
    told = scenario.explain(sim.load_plan(traffic=choice), lang=lang)
    lines = [line for line in told.splitlines() if SAID[choice][lang] in line]
    assert len(lines) == 1
    others = [said[lang] for name, said in SAID.items() if name not in {choice, "reactive"}]
    assert not any(said in told for said in others)


def test_reports_and_contraflow_are_told_where_there_are_any(scenario: Scenario) -> None:
    overrides = {
        "traffic.period_s": 600.0,
        "traffic.n_perceptions": 4,
        "traffic.informed_share": 0.25,
        "traffic.marshals_s": 1200.0,
        "traffic.contraflow": [{"link": "L271", "towards": "220112"}],
    }
    told = scenario.explain(sim.load_plan(traffic="reactive", overrides=overrides))
    assert "every 10 min; of 4 groups of drivers each hears a report with probability 25%" in told
    assert "contraflow: L271 → 220112;" in told
    assert "20 min later" in told
    in_chinese = scenario.explain(sim.load_plan(traffic="planned", overrides=overrides), lang="zh")
    assert "每 10 分钟通报延误；驾驶人分 4 组" in in_chinese
    assert "反向车道：L271 → 220112" in in_chinese
    fixed = scenario.explain(sim.load_plan(traffic="fixed"))
    assert "delays reported" not in fixed
    assert "contraflow" not in fixed


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "无人扑救则烧过"), ("en", "if nobody fights it")]
)
def test_fires_are_told_and_no_flood_where_there_is_none(lang: Lang, said: str) -> None:
    told = sim.load_scenario("fire_and_quake").explain(sim.load_plan(), lang=lang)
    lines = [line for line in told.splitlines() if said in line]
    assert len(lines) == 1
    assert "CHANGBAI" in lines[0]
    assert {"zh": "雨量", "en": "rain:"}[lang] not in told
