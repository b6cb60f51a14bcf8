"""Tables that fit their terminal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from coach.cli.table import table
from tests.conftest import Coach

ROWS = [
    ("childs-pose", "4 min", "Child's pose", "kneeling on the floor"),
    ("figure-four", "6 min", "Figure four", "lying on your back"),
]
WIDE = """
childs-pose  4 min  Child's pose  kneeling on the floor
figure-four  6 min  Figure four   lying on your back
"""
BROKEN = """
childs-pose  4 min  Child's pose  kneeling on
                                  the floor
figure-four  6 min  Figure four   lying on
                                  your back
"""
BELOW = """
childs-pose  4 min  Child's pose
    kneeling on the floor
figure-four  6 min  Figure four
    lying on your back
"""


@pytest.mark.parametrize(("width", "shown"), [(200, WIDE), (60, WIDE), (46, BROKEN), (32, BELOW)])
def test_a_table_fits_its_terminal(width: int, shown: str) -> None:
    """In a narrow terminal the last cell is broken beside its row, or stands below it; columns stay in line."""
    assert f"\n{table(ROWS, width=width)}\n" == shown


_CELL = st.text(st.sampled_from("ab ,-臀é"), min_size=1, max_size=40)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=4), st.integers(60, 200))
def test_nothing_is_lost_or_too_wide(rows: list[tuple[str, str, str]], width: int) -> None:
    """Whatever the cells, every line fits and every letter is there, in its order."""
    shown = table(rows, "  ", width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert sorted("".join(shown.split())) == sorted("".join("".join(row) for row in rows).replace(" ", ""))


@pytest.mark.parametrize("columns", [60, 80])
def test_lists_fit_narrow_terminals(coach: Coach, columns: int) -> None:
    """The routines and the settings stand within 60 and 80 columns, with all that is told of each."""
    env = {"COLUMNS": str(columns)}
    listed = coach("list", env=env).out
    assert max(map(len, listed.splitlines())) <= columns
    assert "shoulders-neck-scalp" in listed
    assert "face down" in listed
    assert max(len(line) for line in coach("settings", env=env).out.splitlines()[2:]) <= columns


def test_a_page_fits_a_narrow_terminal(coach: Coach) -> None:
    """A routine's page stays within 60 columns, with what is left out for a client and what depends on one."""
    shown = coach("show", "legs-and-feet", "--client", "varicose veins", env={"COLUMNS": "60"}).out
    assert "\nLeft out for this client: Place both hands" in shown
    assert "{side}" not in shown
    assert max(map(len, shown.splitlines())) <= 60
