"""The base of every kind of event a run can write."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class EventType:
    """Base of all event kinds."""

    subject: str

    def data(self) -> dict[str, object]:
        """Return the fields beside the subject, in order of declaration."""
        return {name: getattr(self, name) for name in _data_fields(type(self))}


_FIELDS: dict[type, tuple[str, ...]] = {}


def _data_fields(kind: type[EventType]) -> tuple[str, ...]:
    names = _FIELDS.get(kind)
    if names is None:
        names = tuple(item.name for item in fields(kind) if item.name != "subject")
        _FIELDS[kind] = names
    return names
