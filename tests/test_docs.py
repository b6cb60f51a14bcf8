"""The documentation says what is true."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from coach.cli.app import coach
from coach.script.reader import parse_routine

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
import make_commands  # noqa: E402
import make_picture  # noqa: E402
import make_screen  # noqa: E402

SCRIPTS = (ROOT / "docs" / "scripts.md").read_text("utf-8")


def examples() -> list[str]:
    """Every script shown in the reference, but those that need other files."""
    found = re.findall(r"(<!-- needs files -->\n)?```markdown\n(.*?)```", SCRIPTS, re.DOTALL)
    return [text for needs, text in found if not needs]


@pytest.mark.parametrize("text", examples())
def test_every_example_is_a_script(text: str) -> None:
    """Each script in the reference can be read, and nothing in it is doubtful."""
    routine = parse_routine(text, Path("example.md"))
    assert routine.sections
    assert not routine.doubts


def test_every_package_has_its_licence() -> None:
    """Each package that the program or an extra installs stands in the list of licences."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [package for packages in (project["dependencies"], *extras) for package in packages]
    listed = (ROOT / "THIRD-PARTY.md").read_text("utf-8").lower()
    assert not [name for name in (re.split(r"[\[<>=!~; ]", each)[0] for each in wanted) if name.lower() not in listed]


def test_every_rule_has_an_example() -> None:
    """Each heading of the reference that names a rule has a script under it."""
    prose = re.sub(r"```markdown\n.*?```", "EXAMPLE", SCRIPTS, flags=re.DOTALL)
    parts = re.split(r"^## ", prose, flags=re.MULTILINE)[1:]
    without = [part.split("\n")[0] for part in parts if "EXAMPLE" not in part]
    assert without == ["What you hear", "Checking a script"]


ALL = dict(make_commands.commands(coach, "coach"))


@pytest.mark.parametrize("path", [path for path in ALL if path != "coach"])
def test_every_command_has_an_example(path: str) -> None:
    """The help of each command shows it in use."""
    assert "Example" in (ALL[path].help or "")


@pytest.mark.parametrize("path", [path for path in ALL if path != "coach"])
def test_the_list_of_commands_says_what_each_does(path: str) -> None:
    """The line of a command in the list of commands is how its own help begins."""
    group, _, name = path.rpartition(" ")
    told = getattr(ALL[group], "_entries", None) or {}
    if name in told:
        assert " ".join((ALL[path].help or "").split()).startswith(told[name].help.rstrip("."))


def test_the_command_reference_is_what_the_commands_say() -> None:
    """The page of commands is the one the program writes now."""
    assert make_commands.PAGE.read_text("utf-8") == make_commands.page()


def test_the_picture_is_of_the_session() -> None:
    """The picture in the README is the one the program draws now."""
    assert make_picture.PICTURE.read_text("utf-8") == make_picture.picture()


def test_the_screen_is_the_one_that_is_drawn() -> None:
    """The screen in the README has the words of the one the program draws now; its colours are the library's."""

    def words(picture: str) -> list[str]:
        return re.findall(r">([^<>]+)</text>", picture)

    assert words(make_screen.PICTURE.read_text("utf-8")) == words(make_screen.screen())


def test_every_command_named_in_the_readme_exists() -> None:
    """Whatever `coach …` command the README names is one."""
    named = set(re.findall(r"\bcoach (?!-)([a-z]+)", (ROOT / "README.md").read_text("utf-8")))
    known = {path.split()[1] for path in ALL if " " in path}
    assert named
    assert named <= known
