"""`coach settings`: what is set, and where."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from coach.app.settings_file import named, replace_all, set_setting, template, unset_setting
from coach.errors import SettingsError
from coach.settings import Settings, settings_from_text
from tests.cli.test_commands import data
from tests.conftest import Coach


def test_each_setting_says_where_it_comes_from(coach: Coach, tmp_path: Path) -> None:
    """The file's value, the environment's (it wins) and the default are told apart; the doctor names the same file."""
    place = Path(data(coach("settings", "--json").out)["file"])
    assert tmp_path in place.parents
    assert re.search(rf"Settings file: +{re.escape(str(place))} \(not there, and not needed\)", coach("doctor").out)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text('bed = "rain"\nvoice = "joe"\n', "utf-8")
    told = data(coach("settings", "--json", env={"COACH_VOICE": "system", "COACH_BITRATE": "96"}).out)
    assert told["exists"]
    found = {one["name"]: (one["value"], one["source"]) for one in told["settings"]}
    assert found["bed"] == ("rain", "file")
    assert found["voice"] == ("system", "environment")
    assert found["bitrate"] == (96, "environment")
    assert found["cache_limit_mb"] == (2048, "default")
    assert found["device"] == (None, "default")
    assert found["data_dir"][1] == "default"
    assert Path(str(found["data_dir"][0])).is_absolute()
    shown = coach("settings", env={"COACH_VOICE": "system"}).out
    assert shown.startswith(f"Settings file: {place}\n")
    assert re.search(r"^bed +rain +the settings file$", shown, re.MULTILINE)
    assert re.search(r"^voice +system +COACH_VOICE$", shown, re.MULTILINE)
    assert re.search(r"^device +-$", shown, re.MULTILINE)


def test_a_studio_is_the_current_folders(coach: Coach, tmp_path: Path) -> None:
    """Inside a studio the setting says that the folder made it so, and the cache is the studio's."""
    for name in ("scripts", "audio_cache"):
        (tmp_path / name).mkdir()
    found = {one["name"]: one for one in data(coach("settings", "--json").out)["settings"]}
    assert (found["studio"]["value"], found["studio"]["source"]) == (str(tmp_path), "folder")


def test_a_broken_settings_file_is_told(coach: Coach) -> None:
    """What is wrong with the file is a sentence with its place."""
    place = Path(data(coach("settings", "--json").out)["file"])
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text('vioce = "joe"\n', "utf-8")
    result = coach("settings")
    assert (result.code, result.err.strip()) == (
        1, f"{place}: unknown setting 'vioce'. Did you mean 'voice' or 'device'?",
    )  # fmt: skip


WRITTEN = """# mine
bed = "rain"  # at night
keys = '''
f5=next'''

lead_in = 200
"""


def test_one_line_of_the_file_changes(tmp_path: Path) -> None:
    """A setting is set in its line or in a new one, and taken out again; comments and other lines stay as they were."""
    file = tmp_path / "new" / "settings.toml"
    set_setting(file, "minutes", "60")
    assert tomllib.loads(file.read_text("utf-8")) == {"minutes": "60"}
    file.write_text(WRITTEN.rstrip(), "utf-8")
    set_setting(file, "bed", "pad")
    set_setting(file, "bitrate", "64")
    assert file.read_text("utf-8") == WRITTEN.replace('bed = "rain"  # at night', 'bed = "pad"') + "bitrate = 64\n"
    set_setting(file, "lead_in", "1.5 s")
    assert "\nlead_in = 1500\n" in file.read_text("utf-8")
    set_setting(file, "lead_in", "200")
    assert unset_setting(file, "bed")
    assert not unset_setting(file, "bed")
    assert file.read_text("utf-8") == WRITTEN.replace('bed = "rain"  # at night\n', "") + "bitrate = 64\n"
    with pytest.raises(SettingsError, match="'keys' cannot be changed in place there"):
        set_setting(file, "keys", "f6=back")
    assert "f5=next" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("bed", "rian", "Did you mean 'rain'?"), ("guidance", "lern", "It is learn or know."),
        ("keys", "f5=nxt", "Did you mean 'next'?"), ("minutes", "soon", "Write a length up to 24 h"),
        ("voice", "nobody", "There is no voice 'nobody'."), ("client_voice", "nobody", "There is no voice 'nobody'."),
        ("player", "pulsee", "Did you mean 'pulse'?"), ("bitrate", "many", "must be a whole number above zero"),
        ("scripts_dir", "/nowhere", "the folder of scripts does not exist"),
    ],
)  # fmt: skip
def test_what_would_not_work_is_not_kept(tmp_path: Path, name: str, value: str, complaint: str) -> None:
    """A value that no command could use is refused with a sentence, and the file stays as it was."""
    file = tmp_path / "settings.toml"
    file.write_text('client_voice = "same"\n', "utf-8")
    with pytest.raises(SettingsError) as caught:
        set_setting(file, name, value)
    assert complaint in str(caught.value)
    assert file.read_text("utf-8") == 'client_voice = "same"\n'


def test_a_name_is_taken_as_people_type_it(tmp_path: Path) -> None:
    """An option's or a variable's name means the setting; another is answered with the nearest."""
    assert named("client-voice") == named("--client-voice") == named("COACH_CLIENT_VOICE") == "client_voice"
    with pytest.raises(SettingsError, match=r"There is no setting 'vioce'. Did you mean 'voice'"):
        named("vioce")
    file = tmp_path / "settings.toml"
    assert settings_from_text(template(), file) == Settings()
    uncommented = "\n".join(line[2:] for line in template().splitlines() if " = " in line and "`" not in line)
    assert set(tomllib.loads(uncommented)) == set(Settings.__dataclass_fields__)
    with pytest.raises(SettingsError, match="settings file is as it was"):
        replace_all(file, 'bed = "rian"')
    assert not file.exists()


def test_settings_are_kept_and_hold(coach: Coach, tmp_path: Path) -> None:
    """Kept length and guidance shape a session like options, which win; what cannot be so long is told."""
    (tmp_path / "x.md").write_text("- Know this well. (10s, learn)\n- Hold. (60s, 5-120s)\n- Rest. (60s)")
    (tmp_path / "short.md").write_text("- Hold. (5s)")
    assert coach("settings", "set", "minutes", "2").out.startswith("minutes is now 2, in ")
    assert coach("settings", "set", "guidance", "know").code == 0

    def length(*arguments: str) -> float:
        return float(data(coach("show", *arguments, "--json").out)["seconds"])

    assert length("x") == 120
    assert length("x", "--minutes", "1:30") == 90
    shown = coach("show", "x")
    assert "Know this well" not in shown.out
    assert "Know this well" in coach("show", "x", "--guidance", "learn").out
    short = coach("play", "short", "--dry-run")
    assert short.out.startswith("short, 8 s")
    assert "The length in your settings, 2 min, is not possible: 'short' lasts 8 s. It stays as written." in short.err
    assert coach("settings", "unset", "minutes").out.startswith("minutes is no longer set in ")
    assert length("x") != 120


def test_the_file_is_edited_and_checked(coach: Coach) -> None:
    """What the editor wrote is kept if commands can use it; else the file is as before, and a sentence says why."""
    coach("settings", "set", "bed", "rain")
    good = coach("settings", "edit", env={"EDITOR": "sed -i s/rain/pad/"})
    assert good.out.startswith("Kept in ")
    bad = coach("settings", "edit", env={"EDITOR": "sed -i s/pad/pda/"})
    assert bad.code == 1
    assert "The setting 'bed' holds 'pda'. Did you mean 'pad'? The settings file is as it was." in bad.err
    told = data(coach("settings", "--json", "--voice", "system").out)["settings"]
    found = {one["name"]: (one["value"], one["source"]) for one in told}
    assert (found["bed"], found["voice"]) == (("pad", "file"), ("system", "option"))
