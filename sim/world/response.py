"""What a command post does with a fact it has just learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.linkage.response_levels import ANY, RESPONSE_NAMES, step_at
from sim.log import events
from sim.world import (
    behind_points,
    depots,
    evacuation,
    inspection,
    prealert,
    repair,
    rumours,
    staging,
    teams,
)
from sim.world.environment import Process
from sim.world.fires import crews, false_alarms, villages

if TYPE_CHECKING:
    from sim.log.picture import Fact, Picture
    from sim.world.command_posts import CommandPost
    from sim.world.world import World


ALARMS = (
    ("WarningIssued", "WarningLifted"),
    ("RiverRose", "RiverFell"),
    ("ZoneFlooded", "ZoneDrained"),
    ("FireSighted", "FireOut"),
)
"""Kinds of alarm, and of the relief that ends each."""

RELIEFS = (*(relief for _, relief in ALARMS), "PersonsRescued")
"""Facts after which less may be called for."""


def respond(world: World, post: CommandPost, fact: Fact) -> None:
    """Respond to one fact a post has just learned.

    Every post sets its response level; the county's post also acts.
    """
    step = _step_of(world, post, fact)
    if step > post.response_level:
        raise_response(world, post, step, fact.learned)
    elif post.response_level and type(fact.event).__name__ in (*RELIEFS, "WarningIssued"):
        _settle(world, post)
    if post.level == "county":
        _act(world, post, fact.event, fact.learned)


def raise_response(world: World, post: CommandPost, step: int, cause: int) -> None:
    """Raise a post's response level; from III on a county puts all its inspectors to work."""
    post.response_level = step
    world.add(events.ResponseRaised(post.post_id, level=RESPONSE_NAMES[step]), cause=cause)
    if post.level == "county" and step >= RESPONSE_NAMES.index("III"):
        inspection.alert(world, post.area_id)


def escalate(world: World, post: CommandPost, cause: int) -> None:
    """Raise a post's response by one level: it has more on its hands than it can handle."""
    if 0 < post.response_level < len(RESPONSE_NAMES) - 1:
        raise_response(world, post, post.response_level + 1, cause)


def called_for(world: World, post: CommandPost) -> int:
    """Return the response step that the alarms on, as far as a post knows, call for.

    Warnings in force, rivers above a stage, zones under water, fires that burn, people of a known
    incident not yet known to be rescued.
    """
    picture = post.picture
    standing = [
        fact
        for alarm, relief in ALARMS
        for fact in picture.all_of(alarm)
        if not picture.is_over(alarm, (relief,), fact.event.subject)
    ]
    standing += [
        fact for fact in picture.known_of("PersonsTrapped") if not _is_rescued(picture, fact)
    ]
    return max((_step_of(world, post, fact) for fact in standing), default=0)


def _is_rescued(picture: Picture, trapped: Fact) -> bool:
    """Return whether the people of an incident are known to be out."""
    rescued = picture.latest("PersonsRescued", str(getattr(trapped.event, "incident", "")))
    return rescued is not None and rescued.seq > trapped.seq


def _step_of(world: World, post: CommandPost, fact: Fact) -> int:
    level = str(getattr(fact.event, "level", ANY))
    step = world.plan.linkage.triggers.step(type(fact.event).__name__, level)
    return step_at(post.level, step)


def _settle(world: World, post: CommandPost) -> None:
    """Begin to wait whether a lower response stays enough, if it is enough now."""
    if not post.is_settling and called_for(world, post) < post.response_level:
        post.is_settling = True
        world.env.process(_lower(world, post))


def _lower(world: World, post: CommandPost) -> Process[None]:
    """Lower a post's response to what has been enough for some time (hysteresis)."""
    hold_s = world.plan.linkage.triggers.hold_s
    enough = -1
    while (step := called_for(world, post)) < post.response_level:
        if step == enough or not hold_s:
            _set_lower(world, post, step)
            break
        enough = step
        yield world.env.timeout(hold_s)
    post.is_settling = False


def _set_lower(world: World, post: CommandPost, step: int) -> None:
    """Lower or end a post's response; with its end, end what it had set in motion."""
    post.response_level = step
    cause = post.picture.newest_learned()
    if step:
        world.add(events.ResponseLowered(post.post_id, level=RESPONSE_NAMES[step]), cause=cause)
        return
    world.add(events.ResponseEnded(post.post_id), cause=cause)
    if post.level == "county":
        inspection.stand_down(world, post.area_id)
        behind_points.stand_down(world, post.area_id)
        staging.demobilise(world, post.area_id, cause)
        prealert.stand_down(world, post.area_id, cause)


def known_warning(world: World, county_id: str) -> str:
    """Return the warning level of a county as its own post believes it."""
    picture = world.posts.at("county", county_id).picture
    issued = picture.latest("WarningIssued", county_id)
    if issued is None or picture.is_over("WarningIssued", ("WarningLifted",), county_id):
        return "none"
    return str(getattr(issued.event, "level", "none"))


def _act(world: World, post: CommandPost, event: events.EventType, cause: int) -> None:
    county_id = post.area_id
    if isinstance(event, events.WarningIssued):
        prealert.act(world, county_id, event.level, cause)
        evacuation.consider(world, county_id)
        behind_points.consider(world, county_id, cause)
    elif isinstance(event, events.RainFell):
        behind_points.consider(world, county_id, cause)
    elif isinstance(event, events.ZoneThreatened):
        warning = known_warning(world, county_id)
        colour = "blue" if warning == "none" else warning  # a forecast counts as the lowest
        if world.plan.linkage.foresees("push_goods", colour):
            depots.push(world, event, cause)
        evacuation.consider(world, county_id)
    elif isinstance(event, events.ZoneFlooded):
        evacuation.consider(world, county_id)
    elif isinstance(event, events.PersonsTrapped):
        teams.call_rescue(world, event.incident, cause)
    elif isinstance(event, events.PointsInspected):
        inspection.reinforce_found(world, county_id, cause)
        behind_points.consider(world, county_id, cause)
    elif isinstance(event, events.LinkClosed) and event.reason != "flood":
        repair.call(world, event.subject, county_id, cause)
    else:
        _act_on_fire(world, event, cause)


def _act_on_fire(world: World, event: events.EventType, cause: int) -> None:
    if isinstance(event, events.FireSighted):
        crews.respond(world, event.subject, cause)
    elif isinstance(event, events.ZoneInPathOfFire):
        villages.consider(world, event.fire, event.subject, cause)
    elif isinstance(event, events.DistressReported):
        rumours.respond(world, event.subject, event.zone, event.county, cause)
    elif isinstance(event, events.SmokeReported):
        false_alarms.respond(world, event.subject, event.county, cause)
