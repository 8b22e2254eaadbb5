"""What a command post does with a fact it has just learned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.linkage.response_levels import RESPONSE_NAMES, WARNING_LEVELS, response_step, step_at
from sim.log import events
from sim.world import behind_points, depots, evacuation, inspection, repair, staging, teams
from sim.world.fires import crews, false_alarms, villages

if TYPE_CHECKING:
    from sim.log.picture import Fact
    from sim.world.command_posts import CommandPost
    from sim.world.world import World


RELIEFS = (
    events.WarningLifted,
    events.RiverFell,
    events.ZoneDrained,
    events.PersonsRescued,
    events.FireOut,
)
"""Facts after which a post may find that all is over."""


def respond(world: World, post: CommandPost, fact: Fact) -> None:
    """Respond to one fact a post has just learned.

    Every post sets its response level; the county's post also acts.
    """
    level = getattr(fact.event, "level", "none")
    step = step_at(post.level, response_step(type(fact.event).__name__, level))
    if step > post.response_level:
        raise_response(world, post, step, fact.learned)
    if isinstance(fact.event, RELIEFS) and is_calm(world, post):
        _stand_down(world, post, fact.learned)
    if post.level == "county":
        _act(world, post, fact.event, fact.learned)


def raise_response(world: World, post: CommandPost, step: int, cause: int) -> None:
    """Raise a post's response level; from III on a county puts all its inspectors to work."""
    post.response_level = step
    world.add(events.ResponseRaised(post.post_id, level=RESPONSE_NAMES[step]), cause=cause)
    if post.level == "county" and step >= RESPONSE_NAMES.index("III"):
        inspection.alert(world, post.area_id)


def is_calm(world: World, post: CommandPost) -> bool:
    """Return whether, as far as a post knows, no alarm is on.

    No warning in force, no river above its warning stage, no zone under water, no fire that
    burns, nobody of a known incident waiting for a boat.
    """
    picture = post.picture
    alarms = (
        ("WarningIssued", "WarningLifted"),
        ("RiverRose", "RiverFell"),
        ("ZoneFlooded", "ZoneDrained"),
        ("FireSighted", "FireOut"),
    )
    is_quiet = all(
        picture.is_over(alarm, (relief,), fact.event.subject)
        for alarm, relief in alarms
        for fact in picture.all_of(alarm)
    )
    known = {getattr(fact.event, "incident", "") for fact in picture.known_of("PersonsTrapped")}
    return is_quiet and all(world.incidents[incident].persons == 0 for incident in known)


def _stand_down(world: World, post: CommandPost, cause: int) -> None:
    """End a post's response and what it had set in motion."""
    if post.response_level:
        post.response_level = 0
        world.add(events.ResponseEnded(post.post_id), cause=cause)
    if post.level == "county":
        inspection.stand_down(world, post.area_id)
        behind_points.stand_down(world, post.area_id)
        staging.demobilise(world, post.area_id, cause)


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
        _prealert(world, county_id, event.level, cause)
        evacuation.consider(world, county_id)
        behind_points.consider(world, county_id, cause)
    elif isinstance(event, events.RainFell):
        behind_points.consider(world, county_id, cause)
    elif isinstance(event, events.ZoneThreatened):
        if "push_goods" in world.plan.linkage.prealert:
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
    elif isinstance(event, events.SmokeReported):
        false_alarms.respond(world, event.subject, event.county, cause)


def _prealert(world: World, county_id: str, level: str, cause: int) -> None:
    """Set in motion what the rule foresees before anything happens."""
    rule = world.plan.linkage
    height = WARNING_LEVELS.index(level)
    if height < WARNING_LEVELS.index(rule.prealert_level):
        return
    if "inspect_points" in rule.prealert:
        inspection.alert(world, county_id)
    if "stage_teams" in rule.prealert and height >= WARNING_LEVELS.index(world.plan.staging.level):
        staging.move_forward(world, county_id, cause)
