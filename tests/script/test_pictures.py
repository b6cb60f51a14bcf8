"""Pictures of steps: those beside a script are shown, and nothing else on the computer is."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.app.checking import check_file
from coach.app.shown_pictures import picture_address, shown_picture
from coach.app.timeline import timeline
from coach.errors import UnknownRoutine
from coach.plan import lay_out, outline
from coach.script import read_routine
from coach.script.pictures import picture_file, step_pictures
from coach.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n"
TEXT = """
## Hip (each side)

- Set your elbow there. (20s) ![An elbow](elbow.png)
- Hold. (x2, 20s)
  ![Two hands](pictures/two%20hands.jpg)
- Rest.

  ![A ball](ball.webp)
- ![The same](elbow.png)
- ![Nothing](nothing.png) Go on.
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A script with its pictures, and a secret beside its folder."""
    folder = tmp_path / "scripts"
    (folder / "pictures").mkdir(parents=True)
    for name in ("elbow.png", "pictures/two hands.jpg", "ball.webp", "../secret.png"):
        (folder / name).write_bytes(PNG)
    path = folder / "hip.md"
    path.write_text(TEXT, "utf-8")
    return path


def test_pictures_belong_to_their_steps(script: Path) -> None:
    """A picture in, below or after a step is shown during it, in each repeat and on both sides; none is spoken."""
    routine = read_routine(script)
    steps = routine.sections[0].steps
    assert [step.picture.text if step.picture else None for step in steps] == [
        "An elbow", "Two hands", "A ball", "Nothing",
    ]  # fmt: skip
    assert [step.lines[0].text for step in steps] == ["Set your elbow there.", "Hold.", "Rest.", "Go on."]
    drawn = timeline(lay_out(outline(routine)), "self", lambda each: picture_address("hip", each))
    shown = [(step["picture"], step["picture_text"]) for step in drawn["steps"] if step["picture"]]
    assert [text for _, text in shown] == 2 * ["An elbow", "Two hands", "Two hands", "A ball"]
    for address, text in shown:
        prefix, key = address.rsplit("/", 1)
        assert prefix == "api/pictures/hip"
        file = shown_picture(Settings(scripts_dir=script.parent), "hip", key)
        assert file.name == {"An elbow": "elbow.png", "Two hands": "two hands.jpg", "A ball": "ball.webp"}[text]


def test_each_script_has_pictures_of_its_own(script: Path) -> None:
    """Pictures of one name, beside scripts of one name, are each shown as themselves, whatever the folder is called."""
    folder = script.parent
    (folder / "parts").mkdir()
    (folder / "parts" / "hip.md").write_text("- Lean on it. (20s) ![Another elbow](elbow.png)", "utf-8")
    (folder / "parts" / "elbow.png").write_bytes(PNG)
    script.write_text("- Set your elbow there. (20s) ![An elbow](elbow.png)\n\n[Hip](parts/hip.md)\n", "utf-8")
    linked = folder.parent / "linked"
    linked.symlink_to(folder, target_is_directory=True)
    addresses = [picture_address("hip", each) for each in step_pictures(read_routine(linked / "hip.md"))]
    keys = [str(address).rpartition("/")[2] for address in addresses]
    shown = [shown_picture(Settings(scripts_dir=folder), "hip", key) for key in keys]
    assert shown == [folder / "elbow.png", folder / "parts" / "elbow.png"]


def test_check_says_what_is_not_shown(script: Path) -> None:
    """A missing picture is a doubt at its place; the others are not mentioned."""
    (script.parent / "hip.md").write_text(TEXT, "utf-8")
    told, _ = check_file(script, Settings(scripts_dir=script.parent))
    assert [(each.location.line, each.location.column, each.message) for each in told if each.code == "picture"] == [
        (11, 3, "there is no picture 'nothing.png' beside the script")
    ]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("../secret.png", "is outside the script's folder"),
        ("pictures/../../secret.png", "is outside the script's folder"),
        ("link.png", "is outside the script's folder"),
        ("circle.png", "there is no picture"),
        ("hip.md", "cannot be shown"),
        ("drawing.svg", "cannot be shown"),
        ("https://example.org/x.png", "is not in a file here"),
        ("//example.org/x.png", "is not in a file here"),
        ("data:image/png;base64,AAAA", "is not in a file here"),
        ("a%00b.png", "there is no picture"),
        ("pictures", "cannot be shown"),
    ],
)
def test_nothing_else_is_shown(script: Path, address: str, why: str) -> None:
    """Paths out of the folder, links out of it, other kinds of files and other computers are refused, and said."""
    folder = script.parent
    (folder / "link.png").symlink_to(folder / "../secret.png")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    (folder / "drawing.svg").write_text("<svg/>")
    script.write_text(f"- Hold. ![x]({address})", "utf-8")
    (picture,) = step_pictures(read_routine(script))
    assert picture_file(picture) is None
    assert picture_address("hip", picture) is None
    told, _ = check_file(script, Settings(scripts_dir=folder))
    assert [why in each.message for each in told if each.code == "picture"] == [True]


def test_only_known_keys_open_a_picture(script: Path) -> None:
    """A routine or a key that is not there opens nothing."""
    settings = Settings(scripts_dir=script.parent)
    for routine, key in (("hip", "0" * 18), ("nobody", "0" * 18), ("../scripts/hip", "x"), ("hip", "../../secret.png")):
        with pytest.raises(UnknownRoutine):
            shown_picture(settings, routine, key)
