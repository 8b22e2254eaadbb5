"""Branches: the same past, another decision, another future."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import sim
from sim.core.errors import InputError, InvariantError, StorageError
from sim.decision import Decision
from sim.log import EventLog
from sim.place import Place
from sim.results import read_run, results_folder, write_results
from sim.scenario import Plan, Scenario
from sim.tabletop import Branch, branch, branch_run
from sim.tabletop.branch import first_difference_s, shared_prefix

WHEN_S = 100_000.0
"""03:46 on 13 August, before any forecast calls for it."""


@pytest.fixture(scope="module")
def place() -> Place:
    return sim.load_place("jilin")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return sim.load_scenario("lekima_krosa_2019", overrides={"end": "2019-08-14T12:00:00+08:00"})


@pytest.fixture(scope="module")
def plan() -> Plan:
    return sim.load_plan()


@pytest.fixture(scope="module")
def results(
    scenario: Scenario, plan: Plan, place: Place, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the results folder of a run without decisions."""
    log = sim.run(scenario, plan, place=place)
    root = tmp_path_factory.mktemp("results")
    folder = results_folder(root, scenario, plan, place, seed=1, replication=0)
    write_results(log, scenario, plan, place, folder, lang="en", with_figures=False)
    return folder


@pytest.fixture(scope="module")
def zone(results: Path) -> str:
    """Return the zone that is ordered away last."""
    return EventLog.load(results).of("EvacuationOrdered")[-1].subject


@pytest.fixture(scope="module")
def branched(results: Path, zone: str, tmp_path_factory: pytest.TempPathFactory) -> Branch:
    path = tmp_path_factory.mktemp("decisions") / "decisions.yaml"
    path.write_text(
        f"- {{time_s: {WHEN_S}, lever: order_evacuation, target: {zone}}}\n", encoding="utf-8"
    )
    return branch_run(results, path)


def test_the_past_is_the_same_and_the_future_is_not(branched: Branch, zone: str) -> None:
    before, after = branched.before, branched.after
    assert branched.diverges_s == WHEN_S
    past = [event for event in before if event.time_s < WHEN_S]
    assert len(past) > 500
    assert [event for event in after if event.time_s < WHEN_S] == past
    assert branched.n_shared >= len(past)
    assert before[: branched.n_shared] == after[: branched.n_shared]  # type: ignore[index]
    assert after[branched.n_shared] != before[branched.n_shared]
    ordered = next(
        event
        for event in after.of("EvacuationOrdered")
        if after[event.cause].kind == "DecisionTaken"
    )
    assert (ordered.subject, ordered.time_s) == (zone, WHEN_S)
    assert before.of("EvacuationOrdered")[-1].time_s > WHEN_S
    assert branched.figures_before != branched.figures_after
    assert branched.figures_before["evacuated_persons"]


def test_the_luck_is_the_same_in_both(branched: Branch) -> None:
    for kind in ("RainFell", "ZoneThreatened", "LinkFlooded"):
        before, after = (
            [(event.time_s, event.subject) for event in log.of(kind)]
            for log in (branched.before, branched.after)
        )
        assert before == after


def test_the_same_decisions_give_the_same_log(results: Path, tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("[]", encoding="utf-8")
    same = branch_run(results, path)
    assert same.n_shared == len(same.before) == len(same.after)
    assert same.diverges_s == same.before.header.horizon_s
    assert same.before.digest() == same.after.digest()
    assert same.figures_before == same.figures_after


def test_a_tampered_past_is_noticed(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario, plan, log = read_run(results)
    row = log[40]
    rows = (*log.rows[:40], row._replace(time_s=row.time_s + 1e-3), *log.rows[41:])
    tampered = EventLog(log.header, rows)
    monkeypatch.setattr(branch, "read_run", lambda _: (scenario, plan, tampered))
    path = tmp_path / "none.yaml"
    path.write_text("[]", encoding="utf-8")
    with pytest.raises(InvariantError, match="event 40 "):
        branch_run(results, path)


def decision(time_s: float, target: str = "x") -> Decision:
    return Decision(time_s=time_s, lever="close_road", target=target)


@pytest.mark.parametrize(
    ("earlier", "later", "expected"),
    [
        ([], [], 99.0),
        ([], [5.0], 5.0),
        ([5.0], [], 5.0),
        ([5.0, 8.0], [5.0, 7.0], 7.0),
        ([5.0, 7.0], [5.0, 8.0, 9.0], 7.0),
        ([5.0], [5.0, 9.0], 9.0),
        ([5.0], [5.0], 99.0),
    ],
)
def test_the_first_difference_between_decision_logs(
    earlier: list[float], later: list[float], expected: float
) -> None:
    one, other = ([decision(time_s) for time_s in times] for times in (earlier, later))
    assert first_difference_s(one, other, end_s=99.0) == expected


def test_another_target_at_the_same_time_is_a_difference() -> None:
    assert first_difference_s([decision(5.0)], [decision(5.0, "y")], end_s=99.0) == 5.0


def test_a_log_that_stops_early_has_not_the_same_past(results: Path) -> None:
    log = EventLog.load(results)
    short = EventLog(log.header, log.rows[:100])
    until_s = log[100].time_s + 1.0
    with pytest.raises(InvariantError, match="event 100 "):
        shared_prefix(log, short, until_s=until_s)
    assert shared_prefix(log, short, until_s=log[100].time_s) == 100


# -- the results folder -------------------------------------------------------------------------


def test_equal_runs_meet_in_one_folder_and_others_do_not(
    scenario: Scenario, plan: Plan, place: Place, results: Path
) -> None:
    root = results.parents[2]

    def folder(  # every part of a run that can differ
        *,
        wet: float = 1.0,
        groups: int = plan.linkage.n_working_groups,
        seed: int = 1,
        replication: int = 0,
        closed_s: float | None = None,
        region: Place = place,
    ) -> Path:
        hazard = scenario.hazard.model_copy(update={"rain_factor": wet})
        linkage = plan.linkage.model_copy(update={"n_working_groups": groups})
        return results_folder(
            root,
            scenario.model_copy(update={"hazard": hazard}),
            plan.model_copy(update={"linkage": linkage}),
            region,
            seed=seed,
            replication=replication,
            decisions=[] if closed_s is None else [decision(closed_s)],
        )

    assert folder() == results
    others = [
        folder(wet=1.1),
        folder(groups=4),
        folder(seed=2),
        folder(replication=1),
        folder(closed_s=5.0),
        folder(closed_s=6.0),
        folder(region=replace(place, digest="another")),
    ]
    assert len({results, *others}) == 8
    assert results.relative_to(root).parts[0] == scenario.name
    assert plan.choices["linkage"] in results.parts[-2]


def test_a_run_is_read_back_as_it_was(scenario: Scenario, plan: Plan, results: Path) -> None:
    read_scenario, read_plan, log = read_run(results)
    assert (read_scenario, read_plan) == (scenario, plan)
    assert read_scenario.folder == scenario.folder.resolve()
    assert log.header.scenario_digest == scenario.digest()
    summary = json.loads((results / "summary.json").read_text(encoding="utf-8"))
    assert summary["evacuated_persons"] > 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is damaged"),
        (b"[1]", "is damaged"),
        (b"\xff\xfe", "is damaged"),
        (b'{"scenario": "x", "hazard_folder": "y"}', "is damaged"),
        (b'{"scenario": {}}', "is damaged"),
    ],
)
def test_damaged_inputs_are_refused(
    results: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    (tmp_path / "events.parquet").write_bytes((results / "events.parquet").read_bytes())
    with pytest.raises(StorageError, match="cannot read"):
        read_run(tmp_path)
    (tmp_path / "run.json").write_bytes(content)
    with pytest.raises(InputError, match=said):
        read_run(tmp_path)


@pytest.mark.parametrize(
    "changed", [{"plan_digest": "x"}, {"scenario_digest": "x"}, {"place_digest": "x"}]
)
def test_data_that_changed_since_the_run_are_noticed(
    results: Path, tmp_path: Path, changed: dict[str, str]
) -> None:
    log = EventLog.load(results)
    EventLog(replace(log.header, **changed), log.rows).save(tmp_path)  # type: ignore[arg-type]
    (tmp_path / "run.json").write_bytes((results / "run.json").read_bytes())
    with pytest.raises(InputError, match=r"changed since this run; run it again first"):
        read_run(tmp_path)


def test_inputs_of_another_run_are_refused(results: Path, tmp_path: Path) -> None:
    (tmp_path / "events.parquet").write_bytes((results / "events.parquet").read_bytes())
    values = json.loads((results / "run.json").read_text(encoding="utf-8"))
    values["plan"]["linkage"]["n_working_groups"] = 5
    (tmp_path / "run.json").write_text(json.dumps(values), encoding="utf-8")
    with pytest.raises(InputError, match="changed since this run"):
        read_run(tmp_path)
