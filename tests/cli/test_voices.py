"""What a person meets where a voice is missing or damaged: one sentence, and a session all the same."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest
import soundfile

from tests.conftest import ROOT, Coach, require

LINES = "- Rest your elbow on it. (6s)\n  > Breathe slowly. \n"


@pytest.fixture
def shadow(tmp_path: Path) -> Path:
    """A folder whose modules come before those installed."""
    folder = tmp_path / "shadow"
    folder.mkdir()
    return folder


def export(coach: Coach, script: Path, shadow: Path, *options: str) -> str:
    """Export a script with a cache of its own, and return what was told; the file has sound."""
    env = {"PYTHONPATH": os.pathsep.join([str(shadow), str(ROOT)]), "COACH_CACHE_DIR": str(shadow / "cache")}
    result = coach("export", script, "-o", "x.wav", *options, env=env)
    assert result.code == 0, result.err
    assert soundfile.info(script.parent / "x.wav").duration > 6
    assert "Traceback" not in result.err
    return result.err


@pytest.mark.skipif(sys.platform == "win32", reason="the computer's voice there is another")
def test_an_engine_that_cannot_be_loaded(coach: Coach, script: Callable[[str], Path], shadow: Path) -> None:
    """Where the runtime of both natural engines is broken, the computer's voice speaks, and a line says so."""
    require(util.find_spec("hibari"), "hibari-tts is not installed")
    (shadow / "onnxruntime.py").write_text("raise ImportError('no wheel for this machine')")
    told = export(coach, script(LINES), shadow)
    lines = [line for line in told.splitlines() if "no wheel for this machine" in line]
    assert 1 <= len(lines) <= 2
    assert any("hibari:heart" in line and line.endswith("speaks instead.") for line in lines)


def test_a_damaged_model(coach: Coach, script: Callable[[str], Path], shadow: Path) -> None:
    """Where the packaged model is damaged, the next voice speaks, one line says so, and the doctor says what to do."""
    spec = util.find_spec("hibari")
    require(spec is not None and spec.submodule_search_locations, "hibari-tts is not installed")
    assert spec is not None
    assert spec.submodule_search_locations
    shutil.copytree(spec.submodule_search_locations[0], shadow / "hibari")
    model = shadow / "hibari" / "assets" / "hibari.onnx"
    model.write_bytes(model.read_bytes()[:-1000])
    told = export(coach, script(LINES), shadow)
    assert told.count("The model of hibari:heart is damaged: its checksum is wrong. Install it again: ") == 1
    env = {"PYTHONPATH": os.pathsep.join([str(shadow), str(ROOT)])}
    found = coach("doctor", env=env)
    assert re.search("Natural voice: +The model of hibari:heart is damaged", found.out)
    assert "Traceback" not in found.out + found.err
