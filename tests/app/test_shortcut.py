"""An icon among the system's programs opens the page, whatever the paths are called."""

from __future__ import annotations

import base64
import configparser
import io
import json
import os
import plistlib
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from PIL import Image

from coach.app.shortcut.entry import Shortcut, desktop_entry, mac_app, shortcut_for, start_menu
from coach.app.shortcut.placing import place, remove
from coach.errors import OutputError
from coach.icon import icon_icns, icon_ico, icon_svg
from coach.program import Program
from tests.conftest import ROOT, Coach, require

ODD = """a b 'c' "d" $HOME `id` \\e %f %% ~ #; & | <x> é=ü"""
SCRIPT = "import json as j, os, sys; print(j.dumps([sys.argv[2:], os.getcwd(), os.environ['ODD']]), file=open(sys.argv[1], 'w'))"  # noqa: E501


def odd_program(tmp_path: Path) -> tuple[Program, Path]:
    """A program with odd names everywhere, and the file in which it tells how it was started."""
    folder = tmp_path / ODD.replace("/", "")
    folder.mkdir()
    python = folder / "python"
    python.symlink_to(sys.executable)
    told = folder / "told.json"
    return Program((str(python), "-c", SCRIPT, str(told), ODD, "", "-x"), folder, {"ODD": ODD}), told


def as_it_was_told(told: Path, program: Program) -> None:
    """The program was started with its words, in its folder, with its variable."""
    end = time.monotonic() + 60
    while not (told.exists() and told.read_text()) and time.monotonic() < end:
        time.sleep(0.05)
    assert json.loads(told.read_text()) == [[ODD, "", "-x"], str(program.folder.resolve()), ODD]


def nothing(_command: object) -> tuple[int, str]:
    """A system that has none of the commands."""
    return 127, ""


def placed(shortcut: Shortcut) -> list[str]:
    """Place it on a system without commands."""
    return place(shortcut, nothing)


def test_a_desktop_accepts_the_entry(tmp_path: Path) -> None:
    """The entry passes the desktops' own checker, and the icon beside it is a drawing; --remove leaves nothing."""
    program, _ = odd_program(tmp_path)
    shortcut = desktop_entry(program, {}, tmp_path / "home")
    assert placed(shortcut)[0].startswith("Placed: Coach, among your applications")
    assert placed(shortcut)[0].startswith("Renewed")
    if checker := shutil.which("desktop-file-validate"):
        checked = subprocess.run([checker, shortcut.main], capture_output=True, text=True, check=False)
        assert (checked.returncode, checked.stdout) == (0, "")
    reader = configparser.RawConfigParser(strict=True)
    reader.optionxform = str  # type: ignore[assignment, method-assign]
    reader.read(shortcut.main, "utf-8")
    assert Path(reader["Desktop Entry"]["Icon"]).read_bytes().startswith(b"<svg ")
    assert remove(shortcut, nothing) == ["Removed: Coach, among your applications."]
    assert [path for path in (tmp_path / "home").rglob("*") if path.is_file()] == []
    assert remove(shortcut, nothing) == ["There is no icon to remove."]


def test_a_desktop_starts_what_the_entry_says(tmp_path: Path) -> None:
    """GLib, which desktops start programs with, starts this one with every word as it was, in its folder."""
    require(shutil.which("gio"), "gio (libglib2.0-bin) is not installed")
    program, told = odd_program(tmp_path)
    shortcut = desktop_entry(program, {"XDG_DATA_HOME": str(tmp_path / "data")}, Path("/nowhere"))
    placed(shortcut)
    subprocess.run(["gio", "launch", shortcut.main], check=True, timeout=60)
    as_it_was_told(told, program)


def test_the_application_of_macos_starts_what_it_says(tmp_path: Path) -> None:
    """Its script starts the program with every word as it was; its property list names the script and the icon."""
    program, told = odd_program(tmp_path)
    shortcut = mac_app(program, tmp_path / "home")
    assert "please check" in placed(shortcut)[-1]
    about = plistlib.loads(shortcut.main.read_bytes())
    contents = tmp_path / "home" / "Applications" / "Coach.app" / "Contents"
    assert (contents / "Resources" / f"{about['CFBundleIconFile']}.icns").read_bytes()[:4] == b"icns"
    subprocess.run([contents / "MacOS" / about["CFBundleExecutable"]], check=True, timeout=60)
    as_it_was_told(told, program)
    remove(shortcut, nothing)
    assert list((tmp_path / "home" / "Applications").iterdir()) == []


def test_the_link_of_windows_is_made_by_powershell(tmp_path: Path) -> None:
    """The encoded script sets every field to the text as it was; Windows' own refusal is a sentence."""
    program = Program((r"C:\O'Brien ‘x’\python.exe", "-m", "coach", "open"), Path(r"C:\a"), {"PYTHONPATH": r"C:\b c"})
    shortcut = start_menu(program, {}, tmp_path)
    ran: list[str] = []

    def run(command: object) -> tuple[int, str]:
        assert isinstance(command, tuple)
        ran.append(base64.b64decode(command[-1]).decode("utf-16-le"))
        shortcut.main.write_bytes(b"lnk")
        return 0, ""

    assert place(shortcut, run)[0].startswith("Placed: Coach, in the Start menu")
    fields = dict(line.split(" = ", 1) for line in ran[0].splitlines() if line.startswith("$link.") and " = " in line)
    assert fields["$link.TargetPath"] == r"'C:\O''Brien ‘‘x’’\python.exe'"
    assert fields["$link.WorkingDirectory"] == r"'C:\a'"
    assert "sys.path.insert(0, ''C:\\\\b c'')" in fields["$link.Arguments"]
    assert fields["$link.Arguments"].endswith("main()\" open'")
    remove(shortcut, nothing)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    with pytest.raises(OutputError, match=r"did not make .*Coach\.lnk \(Access denied\)"):
        place(shortcut, lambda _command: (1, "Access denied.\n"))


def test_each_system_has_its_own(tmp_path: Path) -> None:
    """The platform decides where the icon is."""
    program = Program(("/p",), tmp_path, {})
    ends = {
        platform: shortcut_for(program, platform, {}, tmp_path).main.suffix for platform in ("linux", "darwin", "win32")
    }
    assert ends == {"linux": ".desktop", "darwin": ".plist", "win32": ".lnk"}


def test_the_icon_is_a_ring(tmp_path: Path) -> None:
    """In every format it is square, clear at the corners, and has the colours of both sides."""
    for data in (icon_ico(), icon_icns()):
        picture = Image.open(io.BytesIO(data)).convert("RGBA")
        assert picture.width == picture.height >= 192
        assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index]
        colours = {colour[:3] for _, colour in picture.getcolors(1 << 22) or [] if isinstance(colour, tuple)}
        assert {(0xD4, 0x84, 0x4A), (0x6C, 0xC7, 0xBD)} <= colours


def test_the_page_has_the_same_icon() -> None:
    """The drawing that the page shows is the program's icon as it is drawn now."""
    assert (ROOT / "coach" / "web" / "static" / "icon.svg").read_text("utf-8") == icon_svg()


def test_the_command_places_and_removes_it(coach: Coach, tmp_path: Path) -> None:
    """As a person types it, in a home of its own: what stands in the entry is a command that runs."""
    if sys.platform != "linux":
        pytest.skip("the entry of a Linux desktop")
    made = coach("shortcut")
    entry = tmp_path / "home" / ".local" / "share" / "applications" / "bodywork-coach.desktop"
    assert made.code == 0
    assert str(entry) in made.out
    line = next(line for line in entry.read_text().splitlines() if line.startswith("Exec="))
    assert f'"{sys.executable}" "-m" "coach" "open" "--data-dir"' in line
    from coach.cli.app import coach as program
    from coach.cli.open import open_

    words = shlex.split(line.removeprefix("Exec="))
    # As a part of the whole command, as its help, which is made once, is another by itself.
    parent = click.Context(program, **program.context_settings)
    context = open_.make_context("open", words[words.index("open") + 1 :], parent=parent)
    assert context.params["data_dir"] == tmp_path / "home" / ".local" / "share" / "coach"
    assert coach("shortcut", "--remove").code == 0
    assert not entry.exists()
    refused = coach("shortcut", env={"XDG_DATA_HOME": os.devnull})
    assert refused.code == 1
    assert refused.err.startswith("Cannot make the folder /dev/null/")
