"""Response levels IV to I, and what raises them."""

WARNING_LEVELS: tuple[str, ...] = ("none", "blue", "yellow", "orange", "red")
RESPONSE_NAMES: tuple[str, ...] = ("none", "IV", "III", "II", "I")

_BY_LEVEL: dict[str, dict[str, int]] = {
    "WarningIssued": {"none": 0, "blue": 1, "yellow": 1, "orange": 2, "red": 3},
    "RiverRose": {"warning": 1, "guarantee": 2},
}
"""Response step that a warning or a stage calls for, by its level.

Of rain assumed after the 2019 practice (IV, then III); a river above its warning stage is taken
like a yellow warning, above its guarantee stage like an orange one.
"""

_BY_EVENT: dict[str, int] = {
    "ZoneFlooded": 2,
    "HazardPointFailed": 2,
    "PersonsTrapped": 3,
    "FireSighted": 1,
    "BorderReached": 4,
    "BorderCrossed": 4,
}
"""Response step that an event on the ground calls for; assumed."""


def response_step(kind: str, level: str = "none") -> int:
    """Return the response step 0–4 that a fact calls for at the county it concerns.

    Parameters
    ----------
    kind
        Kind of event.
    level
        Colour of a warning, or stage that a river has passed.
    """
    if kind in _BY_LEVEL:
        return _BY_LEVEL[kind][level]
    return _BY_EVENT.get(kind, 0)


def step_at(level: str, step: int) -> int:
    """Return the step a higher post takes when a county takes `step`: one less a level up."""
    return max(0, step - {"county": 0, "prefecture": 1, "province": 1}[level])
