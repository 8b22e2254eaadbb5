"""What is shown of linkage rules: their steps in minutes, and what their mechanisms are worth."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from sim.core.errors import InputError
from sim.core.text import Lang, Text
from sim.terminal.runs import RESULTS, WIDE_COLUMNS, console_for, only_one, print_folded

if TYPE_CHECKING:
    from sim.experiments.comparison import Interval
    from sim.experiments.ladder import Climb, Worth
    from sim.figures.ladder import Rung
    from sim.linkage import LinkageRule
    from sim.log import EventLog
    from sim.metrics import Metric

LADDER_METRICS = (
    "deaths_expected",
    "trapped_persons",
    "evacuated_persons",
    "supply_share_24h",
    "unmet_person_h",
    "dispatch_delay_median_s",
    "first_crew_s",
    "burnt_home_ha",
    "border_held_km",
)
"""Metrics of a ladder where none are named; those that a scenario has nothing of are left out."""

_STEP = Text("环节", "step")
_FROM = Text("由", "from")
_TO = Text("至", "to")
_RANGE = Text("最短–最可能–最长（分）", "least–likeliest–most [min]")
_MEAN = Text("均值（分）", "mean [min]")
_TOTAL = Text("合计", "total")
_MECHANISM = Text("机制", "mechanism")
_UP = Text("逐项增加", "added on the way up")
_DOWN = Text("逐项取消", "lost on the way down")
_FAIR = Text("公平分摊（沙普利值）", "fair share (Shapley)")
_SPENT = Text("自险情发生，各环节用时：", "Where the time went since the fact: ")
_FOOT = Text("起点", "foot")
_TOP = Text("终点", "top")
_WORDS: dict[str, Text] = {
    "report": Text("上报", "report"),
    "bulletin": Text("等待通报", "wait for the bulletin"),
    "consultation": Text("等待会商", "wait for a consultation"),
    "decide": Text("审批", "decide"),
    "upward": Text("上转", "pass up"),
    "joint": Text("联合会商决定", "decide jointly"),
    "preauthorised": Text("预授权处置", "act, pre-authorised"),
    "notify": Text("先行处置、同时报告", "act and notify"),
    "order": Text("下达", "order"),
    "field": Text("现场", "field"),
    "county": Text("县指挥部", "county post"),
    "prefecture": Text("市指挥部", "prefecture post"),
    "province": Text("省指挥部", "provincial post"),
}


def show_linkage(name: str, rule: "LinkageRule", *, lang: Lang) -> None:
    """Show what a rule says: who knows, who may, and the way of each kind of request."""
    from sim.linkage.chain import REQUEST_KINDS  # noqa: PLC0415
    from sim.linkage.expectation import expected_total_min, passages  # noqa: PLC0415
    from sim.log.words import WORDS  # noqa: PLC0415

    console = console_for()
    console.print(f"{name}: {Text(rule.title_zh, rule.title_en).in_(lang)}", style="bold")
    for line in _facts(rule):
        console.print(line.in_(lang), soft_wrap=True)
    for kind in REQUEST_KINDS:
        table = Table(title=WORDS[kind].in_(lang), title_justify="left")
        for header in (_STEP, _FROM, _TO):
            table.add_column(header.in_(lang))
        for header in (_RANGE, _MEAN):
            table.add_column(header.in_(lang), justify="right")
        for step in passages(rule, kind):
            spread = "–".join(f"{minutes:g}" for minutes in step.delay_min or ()) or "–"
            mean = "–" if step.mean_min is None else f"{step.mean_min:.0f}"
            ends = (_word(step.source, lang), _word(step.target, lang))
            table.add_row(_word(step.what, lang), *ends, spread, mean)
        total = expected_total_min(rule, kind)
        table.add_section()
        table.add_row(_TOTAL.in_(lang), "", "", "", "–" if total is None else f"{total:.0f}")
        console.print(table)


def _facts(rule: "LinkageRule") -> list[Text]:
    """Return what a rule says beside its chains, one line for each matter."""
    from sim.linkage.agencies import AGENCIES  # noqa: PLC0415

    consultation = rule.consultation
    members = [AGENCIES[name].name for name in consultation.members]
    hours = ", ".join(f"{hour:g}:00" for hour in consultation.at_h)
    prealert = ", ".join(f"{key} ({colour})" for key, colour in rule.prealert.items()) or "–"
    low, likely, most = rule.military_min
    minutes = f"{low:g}–{likely:g}–{most:g} min"
    military = Text(f"畅通，{minutes}", f"open, {minutes}") if rule.military else _CLOSED
    social = _OPEN if rule.social else _CLOSED
    authority = rule.authority
    return [
        Text(
            f"信息：{rule.information.sharing}；每日 {hours} 会商，"
            f"成员 {'、'.join(text.zh for text in members)}",
            f"facts: by {rule.information.sharing}; sitting daily at {hours}: "
            f"{', '.join(text.en for text in members)}",
        ),
        Text(
            f"力量：可用范围 {rule.aid}；军地通道{military.zh}；社会力量通道{social.zh}",
            f"teams: from the {rule.aid}; military channel {military.en}; volunteers' own channel "
            f"{social.en}",
        ),
        Text(
            f"权限：邻县 {authority.neighbours}，市属 {authority.prefecture}，"
            f"其他 {authority.elsewhere}，国家队 {authority.national}，"
            f"直升机 {authority.helicopters}",
            f"sent by: neighbours' teams {authority.neighbours}, prefecture's "
            f"{authority.prefecture}, others {authority.elsewhere}, national "
            f"{authority.national}, helicopters {authority.helicopters}",
        ),
        Text(
            f"物资：调拨范围 {rule.goods_reach}；预警先行：{prealert}",
            f"goods: from the {rule.goods_reach}; on a warning: {prealert}",
        ),
        Text(
            f"指挥：{rule.n_working_groups} 个工作组，每组指挥 {rule.teams_per_group} 支队伍；"
            f"超负荷时{'上转' if rule.passes_up else '排队'}",
            f"posts: {rule.n_working_groups} working groups of {rule.teams_per_group} teams each; "
            f"overloaded, they {'pass requests up' if rule.passes_up else 'let them queue'}",
        ),
    ]


_OPEN = Text("畅通", "open")
_CLOSED = Text("未建立", "closed")


def _word(code: str, lang: Lang) -> str:
    from sim.linkage.agencies import AGENCIES  # noqa: PLC0415

    return (_WORDS[code] if code in _WORDS else AGENCIES[code].name).in_(lang)


def show_stages(log: "EventLog", seq: int, *, lang: Lang) -> None:
    """Show where the time went between the fact behind an event and the event itself."""
    from sim.figures.labels import label  # noqa: PLC0415
    from sim.log.sentences import duration  # noqa: PLC0415
    from sim.metrics.stages import critical_path, spent_s  # noqa: PLC0415

    spent = spent_s(critical_path(log, seq))
    told = [
        f"{label(stage, lang)} {duration(time_s, lang)}"
        for stage, time_s in spent.items()
        if time_s > 0.0
    ]
    if told:
        joined = ("，" if lang == "zh" else ", ").join(told)
        console_for().print(f"{_SPENT.in_(lang)}{joined}", soft_wrap=True)


def show_ladder(
    scenario: str,
    arguments: Sequence[str],
    *,
    low: str,
    high: str,
    mechanisms: Sequence[str],
    metrics: Sequence[str],
    fair: bool,
    replications: int,
    jobs: int,
    out: Path,
    lang: Lang,
) -> None:
    """Climb a ladder, show what each mechanism is worth, and save tables and pictures.

    Raises
    ------
    LiandongError
        If an argument is not acceptable, or a run fails.
    """
    from sim.core.files import write_text  # noqa: PLC0415
    from sim.experiments.designs import Cell  # noqa: PLC0415
    from sim.experiments.effects import as_csv  # noqa: PLC0415
    from sim.experiments.ladder import (  # noqa: PLC0415
        OUTREACH,
        Ladder,
        check_mechanisms,
        run_ladder,
    )
    from sim.experiments.sensitivity import check_metrics  # noqa: PLC0415
    from sim.experiments.tables import find_metric  # noqa: PLC0415
    from sim.figures.labels import label  # noqa: PLC0415
    from sim.figures.ladder import ladder_figure  # noqa: PLC0415
    from sim.figures.saving import save_figure  # noqa: PLC0415
    from sim.overrides import axes  # noqa: PLC0415
    from sim.scenario import find_choice  # noqa: PLC0415

    if jobs == 0:
        raise InputError("-j 0: at least 1 worker is needed; -j -1 takes all cores")
    for name in (low, high):
        find_choice("linkage", name)
    wanted = axes([f"scenario={scenario}", *arguments], default_scenario=scenario)
    for group in ("linkage", OUTREACH):
        if group in wanted.choices:
            raise InputError(f"{group}: a ladder varies it; choose its ends with --from and --to")
    cell = Cell(
        scenario=only_one("scenario", wanted.scenarios),
        choices={key: only_one(key, values) for key, values in wanted.choices.items()},
        scenario_overrides=_single(wanted.scenario_overrides),
        plan_overrides=_single(wanted.plan_overrides),
        replications=replications,
        seed=wanted.seed,
    )
    ladder = Ladder(
        cell,
        low=low,
        high=high,
        low_outreach="basic",
        high_outreach="extended",
        mechanisms=check_mechanisms(mechanisms),
        metrics=check_metrics(metrics or LADDER_METRICS),
        is_fair=fair,
    )
    climbs = [climb for climb in run_ladder(ladder, out, n_jobs=jobs) if _moves(climb)]
    console = console_for(markup=True, min_columns=WIDE_COLUMNS)
    for climb in climbs:
        print_folded(console, _ladder_table(climb, find_metric(climb.metric), lang), ())
    name = Path(cell.scenario).stem
    write_text(out / f"ladder_{name}.csv", as_csv(_rows(climbs)))
    if climbs:
        subtitle = label("ladder_subtitle", lang, scenario=name, low=low, high=high, n=replications)
        figure = ladder_figure(_rungs(climbs), subtitle=subtitle, lang=lang)
        save_figure(figure, out / f"ladder_{name}_{lang}.png", is_compact=True)
    console.print(f"{RESULTS.in_(lang)} {out}")


def _single(overrides: "dict[str, list[object]]") -> dict[str, object]:
    return {key: only_one(key, values) for key, values in overrides.items()}


def _moves(climb: "Climb") -> bool:
    """Return whether any mechanism moves a metric at all."""
    return any(interval.estimate for worth in climb.worths for _, interval in _ways(worth))


def _rungs(climbs: "Sequence[Climb]") -> "dict[str, list[Rung]]":
    """Return what the picture shows of each metric."""
    from sim.figures.ladder import Rung  # noqa: PLC0415

    return {
        climb.metric: [
            Rung(
                worth.mechanism,
                {
                    way: (interval.estimate, interval.half_width or 0.0)
                    for way, interval in _ways(worth)
                },
            )
            for worth in climb.worths
        ]
        for climb in climbs
    }


def _ways(worth: "Worth") -> "list[tuple[str, Interval]]":
    found = (("up", worth.up), ("down", worth.down), ("fair", worth.fair))
    return [(way, interval) for way, interval in found if interval is not None]


def _ladder_table(climb: "Climb", metric: "Metric", lang: Lang) -> Table:
    from sim.linkage.mechanisms import MECHANISMS  # noqa: PLC0415

    table = Table(title=metric.heading(lang).replace("[", r"\["), title_justify="left")
    table.add_column(_MECHANISM.in_(lang))
    is_fair = any(worth.fair is not None for worth in climb.worths)
    ways = ("up", "down", "fair") if is_fair else ("up", "down")
    for header in (_UP, _DOWN, _FAIR)[: len(ways)]:
        table.add_column(header.in_(lang), justify="right")
    table.add_row(_FOOT.in_(lang), *[_shown(metric, climb.foot)] * len(ways))
    table.add_section()
    for worth in climb.worths:
        table.add_row(
            MECHANISMS[worth.mechanism].name.in_(lang),
            *(_shown(metric, getattr(worth, way), signed=True) for way in ways),
        )
    table.add_section()
    table.add_row(_TOP.in_(lang), *[_shown(metric, climb.top)] * len(ways))
    return table


def _shown(metric: "Metric", interval: "Interval | None", *, signed: bool = False) -> str:
    if interval is None:
        return metric.shown(None)
    sign = "+" if signed and interval.estimate > 0.0 else ""
    half = interval.half_width
    shown = sign + metric.shown(interval.estimate)
    return shown if half is None else f"{shown} ± {metric.shown(half)}"


def _rows(climbs: "Sequence[Climb]") -> list[Sequence[object]]:
    """Return what was found as rows: metric, mechanism, way, estimate, interval."""
    rows: list[Sequence[object]] = [("metric", "mechanism", "way", "estimate", "low", "high", "n")]
    for climb in climbs:
        for name, interval in (("foot", climb.foot), ("top", climb.top)):
            if interval is not None:
                rows.append((climb.metric, "", name, *interval))
        for worth in climb.worths:
            rows += [
                (climb.metric, worth.mechanism, way, *interval) for way, interval in _ways(worth)
            ]
    return rows
