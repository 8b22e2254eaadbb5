"""The event log: what a run leaves behind, and all that metrics, figures and replays read.

Rows are ``seq, time_s, kind, subject, cause, data``; ``cause`` is the seq of the event that
made this one happen, -1 for a first cause. In memory the data are dictionaries; on disk one
Parquet file holds the rows, with the header in the file's metadata.
"""

import json
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple

from sim.core.clock import Clock, parse_time
from sim.core.errors import InputError, InvariantError, LiandongError, StorageError
from sim.log.events import EventType

SCHEMA_VERSION = 1
FILE_NAME = "events.parquet"
ROOT_CAUSE = -1
_ROW_GROUP = 50_000
_METADATA_KEY = b"liandong"


class Event(NamedTuple):
    """One row of the log."""

    seq: int
    time_s: float
    kind: str
    subject: str
    cause: int
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Header:
    """What a log is the result of. Holds no wall-clock time, so equal runs give equal bytes."""

    scenario: str
    scenario_digest: str
    plan: dict[str, Any]
    plan_digest: str
    place: str
    place_digest: str
    start: str
    horizon_s: float
    seed: int
    replication: int
    resources: dict[str, int] = field(default_factory=dict)
    decisions: list[dict[str, Any]] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    schema_version: int = SCHEMA_VERSION

    @property
    def clock(self) -> Clock:
        """Return the calendar of the run."""
        return Clock(parse_time(self.start, where="log header"))


class EventLog:
    """The finished, read-only log of one run.

    Parameters
    ----------
    header
        What the log is the result of.
    rows
        The events in order of their seq.
    """

    def __init__(self, header: Header, rows: tuple[Event, ...]) -> None:
        self.header = header
        self.rows = rows
        self._by_kind: dict[str, list[Event]] = {}
        for row in rows:
            self._by_kind.setdefault(row.kind, []).append(row)

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.rows)

    def __iter__(self) -> Iterator[Event]:
        """Iterate over the events in order."""
        return iter(self.rows)

    def __getitem__(self, seq: int) -> Event:
        """Return the event with this seq."""
        return self.rows[seq]

    def of(self, *kinds: str) -> list[Event]:
        """Return the events of the given kinds, in order."""
        if len(kinds) == 1:
            return list(self._by_kind.get(kinds[0], ()))
        found = [event for kind in kinds for event in self._by_kind.get(kind, ())]
        return sorted(found, key=lambda event: event.seq)

    def kinds(self) -> dict[str, int]:
        """Return how many events of each kind there are."""
        return {kind: len(rows) for kind, rows in sorted(self._by_kind.items())}

    def digest(self) -> str:
        """Return a digest of header and events: equal runs have equal digests."""
        state = blake2b(_dumps(asdict(self.header)).encode(), digest_size=16)
        state.update(self.events_digest().encode())
        return state.hexdigest()

    def events_digest(self) -> str:
        """Return a digest of the events alone, whatever versions of libraries made them."""
        state = blake2b(digest_size=16)
        for row in self.rows:
            state.update(
                f"{row.time_s!r}\x1f{row.kind}\x1f{row.subject}\x1f{row.cause}\x1f"
                f"{_dumps(row.data)}\n".encode()
            )
        return state.hexdigest()

    def save(self, folder: str | Path) -> Path:
        """Write the log as one Parquet file into `folder` and return its path.

        Raises
        ------
        StorageError
            If the folder cannot be written.
        """
        import pyarrow as pa  # noqa: PLC0415  # start-up
        import pyarrow.parquet as pq  # noqa: PLC0415

        target = Path(folder) / FILE_NAME
        table = pa.table(
            {
                "seq": pa.array(range(len(self.rows)), pa.int64()),
                "time_s": pa.array([row.time_s for row in self.rows], pa.float64()),
                "kind": pa.array([row.kind for row in self.rows]).dictionary_encode(),
                "subject": pa.array([row.subject for row in self.rows], pa.string()),
                "cause": pa.array([row.cause for row in self.rows], pa.int64()),
                "data": pa.array([_dumps(row.data) for row in self.rows], pa.string()),
            }
        ).replace_schema_metadata({_METADATA_KEY: _dumps(asdict(self.header)).encode()})
        partial = target.with_name(f".{FILE_NAME}.partial")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(
                table,
                partial,
                compression="zstd",
                row_group_size=_ROW_GROUP,
                write_page_checksum=True,
            )
            partial.replace(target)
        except OSError as error:
            raise StorageError(f"cannot write {target}: {error.strerror or error}") from None
        finally:
            if target.parent.is_dir():
                partial.unlink(missing_ok=True)
        return target

    @classmethod
    def load(cls, folder: str | Path) -> "EventLog":
        """Read a log back from a results folder or from its Parquet file.

        Raises
        ------
        StorageError
            If there is no log.
        InputError
            If the file is not a log, or of a newer schema.
        """
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        path = Path(folder)
        path = path / FILE_NAME if path.is_dir() else path
        if not path.is_file():
            raise StorageError(f"no event log at {path}; run `liandong run` first")
        try:
            table = pq.read_table(path, page_checksum_verification=True)
            raw = json.loads((table.schema.metadata or {})[_METADATA_KEY])
            if raw["schema_version"] > SCHEMA_VERSION:
                raise InputError(
                    f"{path}: log schema {raw['schema_version']} is newer than this version "
                    f"reads ({SCHEMA_VERSION}); install a newer liandong"
                )
            header = Header(**raw)
            columns = table.to_pydict()
            rows = tuple(
                Event(seq, time_s, kind, subject, cause, json.loads(data))
                for seq, time_s, kind, subject, cause, data in zip(
                    *(
                        columns[name]
                        for name in ("seq", "time_s", "kind", "subject", "cause", "data")
                    ),
                    strict=True,
                )
            )
        except (KeyError, TypeError, OSError, ValueError, pa.ArrowException) as error:
            if isinstance(error, LiandongError):
                raise
            raise InputError(f"{path} is not a Liandong event log: {error}") from None
        return cls(header, rows)


class Recorder:
    """Writes events while a run goes on; the only writer of a log."""

    def __init__(self) -> None:
        self._time_s = array("d")
        self._cause = array("q")
        self._events: list[EventType] = []

    def __len__(self) -> int:
        """Return the number of events written so far."""
        return len(self._events)

    def add(self, event: EventType, *, time_s: float, cause: int = ROOT_CAUSE) -> int:
        """Write one event and return its seq.

        Raises
        ------
        InvariantError
            If time runs backwards or the cause does not lie in the past.
        """
        seq = len(self._events)
        if cause >= seq or (seq and time_s < self._time_s[-1]):
            raise InvariantError(f"event {seq} ({event}) at {time_s} s breaks the order of the log")
        self._events.append(event)
        self._time_s.append(time_s)
        self._cause.append(cause)
        return seq

    def time_of(self, seq: int) -> float:
        """Return when an event happened [s]."""
        return self._time_s[seq]

    def event(self, seq: int) -> EventType:
        """Return an event written earlier."""
        return self._events[seq]

    def cause_of(self, seq: int) -> int:
        """Return the seq of what caused an event, -1 where nothing did."""
        return self._cause[seq]

    def finish(self, header: Header) -> EventLog:
        """Close the log."""
        rows = tuple(
            Event(seq, time_s, type(event).__name__, event.subject, cause, event.data())
            for seq, (time_s, event, cause) in enumerate(
                zip(self._time_s, self._events, self._cause, strict=True)
            )
        )
        return EventLog(header, rows)


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
