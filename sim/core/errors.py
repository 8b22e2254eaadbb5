"""Errors a user can act on.

Every error Liandong raises on purpose is a :class:`LiandongError`. Its message is one line
that says what is wrong, where, what is allowed, and the nearest match. Anything else that
escapes is a defect of ours.
"""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


class LiandongError(Exception):
    """Base of every error that Liandong raises on purpose."""


class InputError(LiandongError, ValueError):
    """A value in a file, an override or an argument is not acceptable."""


class UnknownNameError(LiandongError, LookupError):
    """A name was given that nothing carries."""


class StorageError(LiandongError, OSError):
    """A file or folder could not be read or written."""

    def __str__(self) -> str:
        """Return the message alone, without OSError's errno decoration."""
        return str(self.args[0]) if self.args else ""


class InvariantError(LiandongError, AssertionError):
    """People, vehicles or goods were not conserved: a defect of ours, not of the input."""


def nearest_match(name: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed name closest to `name`, or None when nothing is close."""
    matches = difflib.get_close_matches(name, list(allowed), n=1, cutoff=0.5)
    return matches[0] if matches else None


def unknown_name(
    name: str, allowed: Iterable[str], *, noun: str, where: str = ""
) -> UnknownNameError:
    """Build the error for a name that nothing carries.

    Parameters
    ----------
    name
        What was given.
    allowed
        What could have been given.
    noun
        What kind of thing was meant, e.g. ``"scenario"``.
    where
        File, row or key in which the name stood.
    """
    choices = sorted(allowed)
    hint = nearest_match(name, choices)
    shown = ", ".join(choices[:12]) + (", …" if len(choices) > 12 else "")  # noqa: PLR2004
    place = f" in {where}" if where else ""
    suggestion = f" Did you mean '{hint}'?" if hint else ""
    return UnknownNameError(f"unknown {noun} '{name}'{place}.{suggestion} Known: {shown}.")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in an input file.

    Parameters
    ----------
    file
        Name of the file, relative to the folder being checked.
    row
        Line in the file, the header being line 1; 0 when the whole file is meant.
    column
        Column or key; empty when the whole row is meant.
    message
        What is wrong and what is allowed, with the nearest match where there is one.
    """

    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        """Return ``file:row: column: message``."""
        where = f"{self.file}:{self.row}" if self.row else self.file
        return (
            f"{where}: {self.column}: {self.message}" if self.column else f"{where}: {self.message}"
        )


class ProblemsError(InputError):
    """Several problems found in one reading, all reported together."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:3]]
        more = len(self.problems) - len(shown)
        tail = f" (+{more} more; `liandong check` lists all)" if more > 0 else ""
        super().__init__("; ".join(shown) + tail)

    def __reduce__(self) -> tuple[type["ProblemsError"], tuple[tuple[Problem, ...]]]:
        """Travel between processes as problems, not as the message made of them."""
        return type(self), (self.problems,)
