"""The diagram of a linkage rule: who knows first, who may decide, who goes, and in how long."""

from typing import TYPE_CHECKING

from sim.core.text import Lang, Text
from sim.core.units import MINUTE_S
from sim.figures.labels import label
from sim.figures.style import GREY, INK, PAPER, SMALL_PT, TEXT_PT, drawing, new_sheet, place_axes
from sim.linkage import LinkageRule
from sim.linkage.agencies import AGENCIES
from sim.linkage.delays import Delay, mean_s

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDTH_IN, _HEIGHT_IN = 11.0, 6.4
_OBSERVERS = ("weather", "water", "forestry", "field")
_LEADERS = (
    "military",
    "fire_rescue",
    "forestry",
    "forest_brigade",
    "transport",
    "housing",
    "volunteers",
)
_POSTS = ("province", "prefecture", "county")
_FIELD = Text("现场", "the field")
_POST_NAMES = {
    "province": Text("省指挥部", "provincial post"),
    "prefecture": Text("市（州）指挥部", "prefecture post"),
    "county": Text("县（市、区）指挥部", "county post"),
}
_LEFT, _MIDDLE, _RIGHT = 0.13, 0.5, 0.87
_HALF_WIDTH = {_LEFT: 0.06, _MIDDLE: 0.065, _RIGHT: 0.065}
_BOTTOM, _TOP = 0.08, 0.86
Point = tuple[float, float]


def linkage_figure(rule: LinkageRule, *, lang: Lang = "zh") -> "Figure":
    """Draw a rule: facts from the left, decisions in the middle, orders to the right.

    Parameters
    ----------
    rule
        The rule.
    lang
        ``"zh"`` or ``"en"``.
    """
    with drawing():
        sheet = new_sheet(
            width_in=_WIDTH_IN,
            height_in=_HEIGHT_IN,
            title=label("linkage_title", lang, title=Text(rule.title_zh, rule.title_en).in_(lang)),
            subtitle=label("linkage_subtitle", lang),
            footer=label("linkage_footer", lang),
        )
        axes = place_axes(
            sheet, left_in=0.2, bottom_in=0.35, width_in=_WIDTH_IN - 0.4, height_in=_HEIGHT_IN - 1.3
        )
        axes.set_axis_off()
        axes.set_xlim(0.0, 1.0)
        axes.set_ylim(0.0, 1.0)
        heads = ((_LEFT, "observe"), (_MIDDLE, "decide"), (_RIGHT, "go"))
        for x, key in heads:
            axes.text(x, 0.97, label(f"linkage_{key}", lang), ha="center", size=TEXT_PT, color=GREY)
        posts = dict(zip(_POSTS, _spread(_MIDDLE, len(_POSTS)), strict=True))
        _draw_facts(axes, rule, posts["county"], lang)
        _draw_orders(axes, rule, posts, lang)
        _draw_posts(axes, rule, posts, lang)
    return sheet


def _draw_facts(axes: "Axes", rule: LinkageRule, post: Point, lang: Lang) -> None:
    information = rule.information
    places = zip(_OBSERVERS, _spread(_LEFT, len(_OBSERVERS)), strict=True)
    for name, at in places:
        text = (_FIELD if name == "field" else AGENCIES[name].name).in_(lang)
        if name == "field":
            beside = _minutes(information.field_min)
        elif information.sharing == "continuous":
            beside = _minutes(information.lag_min(name))
        else:
            beside = label(f"linkage_{information.sharing}", lang)
        _arrow(axes, at, post, beside)
        _box(axes, at, text)


def _draw_orders(axes: "Axes", rule: LinkageRule, posts: dict[str, Point], lang: Lang) -> None:
    places = zip(_LEADERS, _spread(_RIGHT, len(_LEADERS)), strict=True)
    for name, at in places:
        origin, delay, is_open = posts["county"], rule.information.order_min(name), True
        if name == "military":
            origin, delay, is_open = posts["province"], rule.military_min, rule.military
        elif name == "volunteers":
            delay, is_open = rule.social_min, rule.social
        _arrow(axes, origin, at, _minutes(delay) if is_open else "", is_open=is_open)
        _box(axes, at, AGENCIES[name].name.in_(lang))


def _draw_posts(axes: "Axes", rule: LinkageRule, posts: dict[str, Point], lang: Lang) -> None:
    upward = _minutes(rule.information.upward_min)
    for below, above in (("county", "prefecture"), ("prefecture", "province")):
        _arrow(axes, posts[below], posts[above], upward)
    for level, at in posts.items():
        _box(axes, at, _POST_NAMES[level].in_(lang), is_post=True)


def _spread(x: float, n: int) -> list[Point]:
    """Return `n` places one above the other, the first on top."""
    step = (_TOP - _BOTTOM) / max(n - 1, 1)
    return [(x, _TOP - number * step) for number in range(n)]


def _minutes(delay: Delay) -> str:
    return f"{mean_s(delay) / MINUTE_S:.0f}"


def _box(axes: "Axes", at: Point, text: str, *, is_post: bool = False) -> None:
    axes.text(
        *at,
        text,
        ha="center",
        va="center",
        size=TEXT_PT,
        color=INK,
        bbox={
            "boxstyle": "round,pad=0.45",
            "facecolor": "#E3ECF5" if is_post else PAPER,
            "edgecolor": GREY,
        },
        zorder=3,
    )


def _arrow(
    axes: "Axes", origin: Point, target: Point, beside: str, *, is_open: bool = True
) -> None:
    is_level = origin[0] != target[0]
    if is_level:  # from the right edge of one box to the left edge of the other
        origin = (origin[0] + _HALF_WIDTH[origin[0]], origin[1])
        target = (target[0] - _HALF_WIDTH[target[0]], target[1])
    axes.annotate(
        "",
        xy=target,
        xytext=origin,
        arrowprops={
            "arrowstyle": "-|>" if is_open else "-",
            "linestyle": "-" if is_open else (0, (4, 4)),
            "color": GREY,
            "shrinkA": 0 if is_level else 16,
            "shrinkB": 0 if is_level else 16,
        },
        zorder=1,
    )
    if beside:
        share = (0.4 if origin[0] < _MIDDLE - _HALF_WIDTH[_MIDDLE] else 0.65) if is_level else 0.5
        axes.text(
            origin[0] + share * (target[0] - origin[0]),
            origin[1] + share * (target[1] - origin[1]),
            beside,
            ha="center",
            va="center",
            size=SMALL_PT,
            color=INK,
            bbox={"boxstyle": "round,pad=0.15", "facecolor": PAPER, "edgecolor": "none"},
            zorder=2,
        )
