"""The front door: what a program that imports coach is promised."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import coach
from tests.conftest import ROOT, SoundServer

PAGE = (ROOT / "docs" / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def run(code: str, folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program in a folder of its own, with a routine that is over soon under the name of a shipped one."""
    (folder / "scripts").mkdir()
    (folder / "scripts" / "breath-break.md").write_text("# Breath break\n\n- Sit tall. (3s)\n- Breathe. (1 breath)\n")
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environ, capture_output=True, text=True, timeout=240, check=False
    )


@pytest.mark.alone
@pytest.mark.parametrize("code", EXAMPLES, ids=range(len(EXAMPLES)))
def test_every_example_runs(code: str, tmp_path: Path, sound_server: SoundServer) -> None:
    """Each example of the page runs as it stands, with a loudspeaker."""
    done = run(code, tmp_path, sound_server.env)
    assert done.returncode == 0, done.stderr


def test_without_a_device_play_says_so(tmp_path: Path) -> None:
    """Where there is no sound device, entering `play` raises NoDevice, a sentence."""
    code = (
        'import coach\ntry:\n    with coach.Session(coach.parse_routine("- Rest. (1s)")).play(): pass\n'
        "except coach.NoDevice as error: print(error)"
    )
    done = run(code, tmp_path, {"PULSE_SERVER": "unix:/nowhere"})
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("There is no sound device")


def test_the_examples_are_typed(tmp_path: Path) -> None:
    """In a stranger's project, the examples pass mypy as strict as it gets."""
    for number, code in enumerate(EXAMPLES):
        (tmp_path / f"example_{number}.py").write_text(code, "utf-8")
    files = map(str, sorted(tmp_path.glob("*.py")))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--follow-imports=silent", *files],
        cwd=tmp_path, env={"PATH": "/usr/bin:/bin", "MYPYPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_promised_name_is_there_and_on_the_page() -> None:
    """Each name of `__all__` can be had, is listed by `dir`, and stands on the page."""
    assert dir(coach) == sorted(coach.__all__)
    for name in coach.__all__:
        assert getattr(coach, name) is not None
        assert re.search(rf"\b{name}\b", PAGE), name


def test_what_is_not_promised_is_not_there() -> None:
    """A name that is not promised is an AttributeError, as in any module."""
    with pytest.raises(AttributeError, match="has no attribute 'Playlist'"):
        coach.__getattr__("Playlist")


def test_the_import_loads_nothing() -> None:
    """`import coach` imports no library, and no other module of ours."""
    code = "import sys; before = set(sys.modules); import coach; print(' '.join(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    ours = {name for name in loaded.stdout.split() if name.startswith("coach")}
    assert ours == {"coach"}
    assert not {"numpy", "click", "yaml", "platformdirs"} & set(loaded.stdout.split())


def test_settings_by_hand_adopt_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a studio, with a setting in the environment, `Settings()` is as anywhere; `load_settings` adopts both."""
    for folder in ("scripts", "audio_cache"):
        (tmp_path / folder).mkdir()
    outside = coach.Settings().cache_path()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_VOICE", "system")
    assert coach.Settings() == coach.Settings(studio=None, voice=None)
    assert coach.Settings().cache_path() == outside
    loaded = coach.load_settings(file=tmp_path / "none.toml")
    assert (loaded.studio, loaded.voice) == (tmp_path, "system")
    assert loaded.cache_path() == tmp_path / "audio_cache"
