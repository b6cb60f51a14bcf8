"""`coach settings`: what is set, and where."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cli.test_commands import data
from tests.conftest import Coach


def test_each_setting_says_where_it_comes_from(coach: Coach, tmp_path: Path) -> None:
    """The file's value, the environment's (it wins) and the default are told apart; the doctor names the same file."""
    place = Path(data(coach("settings", "--json").out)["file"])
    assert tmp_path in place.parents
    assert f"Settings file: {place} (not there, and not needed)" in coach("doctor").out
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
