"""Files that are whole or absent, never half-written."""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sim.core.errors import InputError, Problem, ProblemsError, StorageError


def read_yaml(path: Path) -> Any:  # noqa: ANN401
    """Read one YAML document with the safe loader.

    Raises
    ------
    StorageError
        If the file cannot be read.
    InputError
        If it is not YAML; the message gives the line.
    """
    import yaml  # noqa: PLC0415  # only needed when a file is read

    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; save the file as UTF-8") from None
    except RecursionError:
        raise InputError(f"{path}: nested too deeply") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f":{mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "not valid YAML"
        raise InputError(f"{path}{row}: {problem}") from None
    except ValueError as error:  # a date that is none, such as 2019-13-45
        raise InputError(f"{path}: {error}") from None


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Give a temporary folder that becomes `target` when the block ends without an error.

    An earlier folder of that name is replaced; on any error, Ctrl-C included, nothing of the
    new one remains and the earlier one is untouched.

    Raises
    ------
    StorageError
        If the parent folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise StorageError(
            f"cannot write results to {target.parent}: {error.strerror}; "
            "choose a writable folder with out=FOLDER"
        ) from None
    try:
        work.chmod(0o755)
        yield work
        if target.exists():
            _exchange(work, target)
        else:
            work.replace(target)
    except OSError as error:
        if isinstance(error, StorageError):
            raise
        raise StorageError(f"cannot write {target}: {error.strerror}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _exchange(work: Path, target: Path) -> None:
    """Put a finished folder in the place of an earlier one, or leave the earlier one there."""
    aside = Path(tempfile.mkdtemp(prefix=f".{target.name}-old-", dir=target.parent))
    earlier = aside / target.name
    try:
        target.replace(earlier)
        work.replace(target)
    finally:
        if earlier.exists() and not target.exists():
            earlier.replace(target)
        shutil.rmtree(aside, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file under a temporary name, then rename it into place.

    Raises
    ------
    StorageError
        If the folder cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(text)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from None


def read_rows(path: Path, *, columns: Sequence[str], noun: str) -> list[dict[str, str]]:
    """Read a CSV file that must have certain columns; return its rows by column.

    Parameters
    ----------
    path
        The file, in UTF-8.
    columns
        Columns it must have; others may stand beside them.
    noun
        What the file holds, for messages.

    Raises
    ------
    StorageError
        If the file cannot be read.
    InputError
        If it is not UTF-8 text.
    ProblemsError
        With one problem for each column that is missing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StorageError(f"cannot read {noun} {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path}: not UTF-8 text; save the file as UTF-8") from None
    rows = csv.DictReader(text.splitlines())
    missing = [column for column in columns if column not in (rows.fieldnames or ())]
    if missing:
        raise ProblemsError(
            [Problem(path.name, 1, column, "this column is missing") for column in missing]
        )
    return list(rows)
