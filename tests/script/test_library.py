"""Scripts found by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import UnknownRoutine
from coach.script.library import find_script, list_scripts


@pytest.fixture
def folders(tmp_path: Path) -> list[Path]:
    """Two folders that both hold `hip`."""
    for name in ("mine/hip.md", "mine/hip-deep.md", "builtin/hip.md", "builtin/neck.md", "builtin/parts/check.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("- a")
    return [tmp_path / "mine", tmp_path / "builtin"]


def test_the_first_folder_wins_and_parts_are_not_listed(folders: list[Path]) -> None:
    """Each stem is listed once, from the first folder that has it; parts are not routines."""
    assert [path.stem for path in list_scripts(folders)] == ["hip", "hip-deep", "neck"]
    assert list_scripts(folders)[0].parent.name == "mine"


def test_a_name_a_beginning_or_a_path(folders: list[Path]) -> None:
    """A routine answers to its stem, a unique beginning of it, and its path."""
    assert find_script("hip", folders).stem == "hip"
    assert find_script("hip d", folders).stem == "hip-deep"
    assert find_script("n", folders).stem == "neck"
    assert find_script(str(folders[1] / "neck.md"), folders).stem == "neck"


@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("h", "could be hip, hip-deep"),
        ("nekc", "Did you mean 'neck'"),
        ("qqq", "coach list"),
        ("x/y.md", "no such file"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(folders: list[Path], name: str, complaint: str) -> None:
    """An unknown name is one sentence that helps to find the right one."""
    with pytest.raises(UnknownRoutine, match=complaint):
        find_script(name, folders)
