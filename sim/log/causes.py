"""Why something happened: walking causes back to the first, and telling the story forward.

Every event names the event that made it happen, so "why was the truck late?" has an answer
in the log itself. Reads the log alone; measures nothing (that is ``sim.metrics``).
"""

from collections.abc import Collection, Mapping

from sim.core.errors import LiandongError, UnknownNameError, nearest_match, unknown_name
from sim.core.text import Lang, Text
from sim.log.eventlog import ROOT_CAUSE, Event, EventLog
from sim.log.sentences import duration, sentence

_FACT_KEY = "fact"


def causes(log: EventLog, seq: int) -> list[Event]:
    """Return the chain of causes of an event, first cause first, the event itself last.

    Raises
    ------
    UnknownNameError
        If the log has no event of this number.
    """
    if not 0 <= seq < len(log):
        raise UnknownNameError(f"no event #{seq}; this log has #0 to #{len(log) - 1}")
    chain = [log[seq]]
    while chain[-1].cause != ROOT_CAUSE:
        chain.append(log[chain[-1].cause])
    return chain[::-1]


def nearest_causes(log: EventLog, kinds: Collection[str]) -> list[int]:
    """Return, for every event, the seq of the nearest event of some kinds in its own chain.

    The event itself counts; -1 where the chain holds none. One pass over the log, since a
    cause always comes before what it causes.

    Parameters
    ----------
    log
        Log of one run.
    kinds
        Kinds of event to look for.
    """
    wanted = frozenset(kinds)
    nearest: list[int] = []
    for event in log.rows:
        if event.kind in wanted:
            nearest.append(event.seq)
        else:
            nearest.append(nearest[event.cause] if event.cause >= 0 else ROOT_CAUSE)
    return nearest


def find_event(log: EventLog, selector: int | str) -> Event:
    """Return the event a person means.

    Parameters
    ----------
    log
        Log of one run.
    selector
        A seq (``12``, ``"#12"``, or ``"12"`` where nothing is called 12), a kind and a
        subject (``"GoodsDelivered:S07"``), a subject alone, or a kind alone; the latest
        matching event is meant.

    Raises
    ------
    UnknownNameError
        If nothing matches; the message names the nearest match.
    """
    if isinstance(selector, int):
        return causes(log, selector)[-1]
    text = selector.strip()
    kind, colon, subject = text.partition(":")
    if colon and kind in log.kinds():
        of_kind = log.of(kind)
        for event in of_kind[::-1]:
            if event.subject == subject:
                return event
        subjects = {event.subject for event in of_kind}
        raise unknown_name(subject, subjects, noun=f"subject of {kind}", where="this log")
    for event in log.rows[::-1]:
        if text in (event.subject, event.kind):
            return event
    number = text.removeprefix("#")
    if number.isascii() and number.isdigit():
        return causes(log, int(number))[-1]
    raise _no_match(log, text)


def _no_match(log: EventLog, text: str) -> LiandongError:
    kind, colon, subject = text.partition(":")
    if colon:
        hint = nearest_match(kind, log.kinds())
        if hint:
            return UnknownNameError(
                f"no event of kind '{kind}' in this log. Did you mean '{hint}:{subject}'?"
            )
        return unknown_name(kind, log.kinds(), noun="kind of event", where="this log")
    subjects = {event.subject for event in log.rows}
    return unknown_name(text, subjects | set(log.kinds()), noun="subject or kind", where="this log")


def why(
    log: EventLog,
    selector: int | str,
    *,
    lang: Lang = "en",
    names: Mapping[str, Text] | None = None,
) -> list[str]:
    """Return the story that led to an event, one line per step, in the order it happened.

    Each line gives the calendar time, how long the step took since the one before, the
    event's number and what happened; the last line gives the whole time. A fact that was
    learned but is no link of the chain is told in brackets.

    Parameters
    ----------
    log
        Log of one run.
    selector
        Which event; see :func:`find_event`.
    lang
        ``"zh"`` or ``"en"``.
    names
        Names of identifiers, as :func:`sim.log.words.names_of` gives them.

    Raises
    ------
    UnknownNameError
        If no event is meant by `selector`.
    """
    clock = log.header.clock
    chain = causes(log, find_event(log, selector).seq)
    told = {event.seq for event in chain}
    lines = []
    before_s = chain[0].time_s
    for event in chain:
        step = "" if event is chain[0] else f"+{duration(event.time_s - before_s, lang)}"
        what = sentence(event, clock=clock, lang=lang, names=names)
        fact = event.data.get(_FACT_KEY)
        if event.kind == "FactLearned" and isinstance(fact, int) and fact not in told:
            known = sentence(log[fact], clock=clock, lang=lang, names=names)
            what += f"（{known}）" if lang == "zh" else f" ({known})"
        lines.append(f"{clock.label(event.time_s)} {step:>13}  #{event.seq} {what}")
        before_s = event.time_s
    whole = duration(chain[-1].time_s - chain[0].time_s, lang)
    total = f"自起因至此共 {whole}，{len(chain)} 步。"
    if lang == "en":
        total = f"From first cause to this: {whole} in {len(chain)} steps."
    return [*lines, total]
