"""What was made from files is remembered until one of them changes."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.storage.remembered import Made, Remembered, digest_of


@pytest.fixture
def store(tmp_path: Path) -> Remembered:
    """A store in a folder that does not exist yet."""
    return Remembered(tmp_path / "cache" / "made.db", "one")


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A file that something is made from."""
    path = tmp_path / "hip.md"
    path.write_text("- a")
    return path


def made(script: Path, *others: Path, value: object = "hip") -> Made:
    """What is made from a script, and other files, as they are now."""
    return Made(str(script), {str(path): digest_of(str(path)) or "" for path in (script, *others)}, value, "words")


def test_it_is_found_until_a_file_changes(store: Remembered, script: Path) -> None:
    """What was made is found as long as all its files have the same content, whatever their times."""
    part = script.with_name("part.md")
    part.write_text("- b")
    store.keep([made(script, part)])
    assert store.find([str(script)])[str(script)].value == "hip"
    assert store.bulk([str(script)]) == {str(script): "words"}
    part.write_text("- b")
    assert store.find([str(script)])
    part.write_text("- c")
    assert store.find([str(script)]) == {}


def test_a_file_that_was_not_there_counts(store: Remembered, script: Path) -> None:
    """A file that was looked for in vain, and appears later, makes it anew; so does one that is deleted."""
    part = script.with_name("part.md")
    store.keep([made(script, part)])
    assert store.find([str(script)])
    part.write_text("- b")
    assert store.find([str(script)]) == {}
    script.unlink()
    part.unlink()
    assert store.find([str(script)]) == {}
    store.sweep()
    assert store.bulk([str(script)]) == {}


def test_another_maker_finds_nothing(store: Remembered, script: Path, tmp_path: Path) -> None:
    """What another version of the program made does not count."""
    store.keep([made(script)])
    assert Remembered(tmp_path / "cache" / "made.db", "two").find([str(script)]) == {}


@settings(max_examples=60)
@given(st.binary(max_size=4000), st.integers(0, 8192))
@example(b"A", 3998)  # in the names of the columns
def test_a_damaged_file_is_made_anew(tmp_path_factory: pytest.TempPathFactory, noise: bytes, at: int) -> None:
    """Whatever is in the file, nothing wrong is found in it, nothing is raised, and what is kept next is found."""
    folder = tmp_path_factory.mktemp("noise")
    store, script = Remembered(folder / "made.db", "one"), folder / "hip.md"
    script.write_text("- a")
    store.keep([made(script, value=["right"] * 50)])
    with (folder / "made.db").open("r+b") as file:
        file.seek(at)
        file.write(noise)
    assert [each.value for each in store.find([str(script)]).values()] in ([], [["right"] * 50])
    store.bulk([str(script)])
    store.keep([made(script, value="new")])
    store.keep([made(script, value="new")])  # the first may have found the damage
    assert store.find([str(script)])[str(script)].value == "new"


def test_a_table_of_another_version_is_made_anew(store: Remembered, script: Path, tmp_path: Path) -> None:
    """A file with another table is a cache that is made again."""
    (tmp_path / "cache").mkdir()
    with sqlite3.connect(tmp_path / "cache" / "made.db") as other:
        other.execute("CREATE TABLE made (x)")
    store.keep([made(script)])
    assert store.find([str(script)])


def test_where_nothing_can_be_written_nothing_is_remembered(script: Path) -> None:
    """A folder that cannot be made, and a busy file, are as if nothing were remembered."""
    store = Remembered(script / "made.db", "one")
    store.keep([made(script)])
    assert store.find([str(script)]) == {}


def test_a_name_that_sqlite_refuses_is_not_remembered(store: Remembered, script: Path) -> None:
    """A file name in a broken encoding is left out; the others are kept."""
    odd = "\udcff.md"
    store.keep([Made(odd, {}, "odd"), made(script)])
    assert list(store.find([odd, str(script)])) == [str(script)]
