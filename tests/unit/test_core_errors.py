"""Messages a person can act on."""

import copy

import pytest

from sim.core.errors import (
    InputError,
    InvariantError,
    LiandongError,
    Problem,
    ProblemsError,
    StorageError,
    UnknownNameError,
    nearest_match,
    unknown_name,
)

PROBLEMS = [Problem("nodes.csv", row, "lat", f"'{row}' is no number") for row in range(2, 7)]


@pytest.mark.parametrize(
    ("kind", "builtin"),
    [
        (InputError, ValueError),
        (UnknownNameError, LookupError),
        (StorageError, OSError),
        (InvariantError, AssertionError),
    ],
)
def test_every_error_is_ours_and_the_nearest_builtin(
    kind: type[LiandongError], builtin: type[Exception]
) -> None:
    error = kind("what, where, what is allowed")
    assert isinstance(error, LiandongError)
    assert isinstance(error, builtin)
    assert str(error) == "what, where, what is allowed"


def test_nearest_match_or_none() -> None:
    assert nearest_match("intergrated", ["separate", "integrated_2019", "unified"]) == (
        "integrated_2019"
    )
    assert nearest_match("xyz", ["separate", "unified"]) is None
    assert nearest_match("a", []) is None


def test_an_unknown_name_says_where_what_is_meant_and_what_there_is() -> None:
    error = unknown_name("seperate", ["unified", "separate"], noun="linkage", where="plan.yaml")
    assert str(error) == (
        "unknown linkage 'seperate' in plan.yaml. Did you mean 'separate'? "
        "Known: separate, unified."
    )


def test_a_long_list_is_cut_and_a_hopeless_name_gets_no_hint() -> None:
    message = str(unknown_name("?", [f"name{n:02}" for n in range(13)], noun="node"))
    assert "Did you mean" not in message
    assert message.endswith("name11, ….")
    assert "name12" not in message


def test_a_problem_says_file_row_and_column() -> None:
    assert str(Problem("a.csv", 3, "lat", "wrong")) == "a.csv:3: lat: wrong"
    assert str(Problem("a.csv", 3, "", "wrong")) == "a.csv:3: wrong"
    assert str(Problem("a.csv", 0, "", "wrong")) == "a.csv: wrong"


def test_three_problems_are_shown_and_the_rest_counted() -> None:
    message = str(ProblemsError(PROBLEMS))
    assert message.count("nodes.csv:") == 3
    assert "nodes.csv:4:" in message
    assert "nodes.csv:5:" not in message
    assert "(+2 more; `liandong check` lists all)" in message
    assert "more" not in str(ProblemsError(PROBLEMS[:3]))


def test_problems_survive_the_way_between_processes() -> None:
    error = ProblemsError(PROBLEMS)
    again = copy.copy(error)  # rebuilt the way a worker's error is
    assert again.problems == error.problems == tuple(PROBLEMS)
    assert str(again) == str(error)
