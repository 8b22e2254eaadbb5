"""The mechanisms (机制) in which two linkage rules differ, each a lever of its own.

Ten mechanisms of linkage, the military–civil channel, shorter approvals, and outreach. The
provincial review of 2019 counts ten linkage mechanisms and names some (consultation, warning
response, goods dispatch); how the rest is cut into ten is ours. A rule between two others takes
the values of the mechanisms that work from one, all else from the other.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sim.core.errors import InputError, unknown_name
from sim.core.files import read_yaml
from sim.core.paths import shipped
from sim.core.text import Text

_KINDS = ("evacuation", "teams", "goods", "reinforce", "repair")
_TITLES = ("_target_", "title_zh", "title_en")
_PARTS = ("low", "high", "mechanisms")


class Mechanism(NamedTuple):
    """One mechanism: its name, and the keys of a rule that it consists of."""

    name: Text
    keys: tuple[str, ...]


MECHANISMS: Mapping[str, Mechanism] = {
    "consultation": Mechanism(Text("会商研判", "consultation"), ("consultation",)),
    "information_sharing": Mechanism(
        Text("信息共享", "information sharing"),
        ("information.sharing", "information.share_min", "information.lags_min"),
    ),
    "situation_reports": Mechanism(
        Text("灾情报送", "situation reports"), ("information.field_min", "information.upward_min")
    ),
    "warning_response": Mechanism(
        Text("预警响应", "warning response"),
        ("triggers", "prealert.inspect_points", "prealert.close_roads"),
    ),
    "evacuation": Mechanism(Text("转移联动", "evacuation together"), ("chains.evacuation.mode",)),
    "joint_dispatch": Mechanism(
        Text("联合调度", "joint dispatch"), ("chains.teams.mode", "information.orders_min")
    ),
    "mutual_aid": Mechanism(
        Text("力量互助", "mutual aid"), ("aid", "authority", "social", "social_min")
    ),
    "goods_dispatch": Mechanism(
        Text("物资调拨", "goods dispatch"),
        ("goods_reach", "chains.goods.mode", "prealert.push_goods"),
    ),
    "forward_staging": Mechanism(Text("力量前置", "forward staging"), ("prealert.stage_teams",)),
    "joint_works": Mechanism(
        Text("隐患共治", "joint works"), ("chains.reinforce.mode", "chains.repair.mode")
    ),
    "military": Mechanism(Text("军地协同", "military channel"), ("military", "military_min")),
    "approval": Mechanism(
        Text("审批精简", "shorter approvals"),
        (
            *(f"chains.{kind}.hops" for kind in _KINDS),
            *("n_working_groups", "teams_per_group", "overload_per_group", "passes_up"),
        ),
    ),
    "outreach": Mechanism(Text("宣传动员", "outreach"), ()),
}
"""Every mechanism, in the order of the ladder. Outreach is a group of the plan of its own."""


def between(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the full values of a rule given by `low`, `high` and `mechanisms`.

    Raises
    ------
    InputError
        If other keys are given, or a mechanism or rule does not exist.
    """
    stray = [key for key in values if key not in (*_PARTS, *_TITLES)]
    if stray or any(part not in values for part in _PARTS):
        raise InputError(
            f"a rule between two others has the keys {', '.join(_PARTS)} and none beside them"
            + (f"; found {', '.join(stray)}" if stray else "")
        )
    names = values["mechanisms"]
    if isinstance(names, str) or not isinstance(names, Sequence):
        raise InputError(f"mechanisms: needs a list, got {names!r}")
    low, high = _shipped_rule(values["low"]), _shipped_rule(values["high"])
    mixed = with_mechanisms(low, high, [str(name) for name in names])
    return {**mixed, **{key: values[key] for key in _TITLES[1:] if key in values}}


def with_mechanisms(
    low: Mapping[str, Any], high: Mapping[str, Any], names: Iterable[str]
) -> dict[str, Any]:
    """Return the values of `low` with some mechanisms as in `high`.

    Raises
    ------
    UnknownNameError
        If there is no such mechanism.
    """
    mixed: dict[str, Any] = json.loads(json.dumps(low))
    names = list(names)
    for name in names:
        if name not in MECHANISMS:
            raise unknown_name(name, MECHANISMS, noun="mechanism")
        for key in MECHANISMS[name].keys:
            _take_over(mixed, high, key.split("."))
    shown = [MECHANISMS[name].name for name in MECHANISMS if name in names]
    mixed["title_zh"] = "、".join(text.zh for text in shown) or low["title_zh"]
    mixed["title_en"] = ", ".join(text.en for text in shown) or low["title_en"]
    return mixed


def _take_over(mixed: dict[str, Any], high: Mapping[str, Any], path: list[str]) -> None:
    """Set the value at a path as in `high`; absent there, it is taken away."""
    *parents, last = path
    for parent in parents:
        mixed = mixed.setdefault(parent, {})
        high = high.get(parent, {})
    if last in high:
        mixed[last] = json.loads(json.dumps(high[last]))
    else:
        mixed.pop(last, None)


def _shipped_rule(name: object) -> dict[str, Any]:
    folder = shipped("conf") / "linkage"
    found = {path.stem: path for path in sorted(folder.glob("*.yaml"))}
    if name not in found:
        raise unknown_name(str(name), found, noun="linkage")
    values: dict[str, Any] = read_yaml(found[str(name)])
    if "mechanisms" in values:
        raise InputError(f"'{name}' is itself between two rules")
    return {key: value for key, value in values.items() if key != "_target_"}
