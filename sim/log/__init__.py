"""What happened, and what each agency believed: event types, the event log, pictures."""

from sim.log.eventlog import Event, EventLog, Header, Recorder

__all__ = ["Event", "EventLog", "Header", "Recorder"]
