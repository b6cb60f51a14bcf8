"""Every command has the session that the settings ask for, and finds the script in this folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT, Coach

Script = Callable[..., Path]

TEXT = "- Rest your hands. (10s, 6-20s)\n- Hands rest best when they are warm. (learn)\n"
KEPT = {"COACH_MINUTES": "15s", "COACH_GUIDANCE": "know", "COACH_VOICE": "system"}


def test_a_published_session_is_as_long_as_the_settings_say(coach: Coach, script: Script) -> None:
    """A name finds the script in this folder, and its session has the kept length; where it cannot be, that is told."""
    script(TEXT, "rest.md")
    made = coach("publish", "site", "rest", env=KEPT)
    assert (made.code, made.err) == (0, "")
    assert "1 of 1: rest: 15 s, " in made.out
    longer = coach("publish", "site", "rest", env=KEPT | {"COACH_MINUTES": "45"})
    assert longer.code == 0
    assert "The length in your settings, 45 min, is not possible" in longer.err


def sent(folder: Path, cache: Path, *options: str) -> tuple[str, bytes]:
    """What `coach send` of the script in this folder tells, and what is behind its link."""
    environ = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8",
        "COACH_CACHE_DIR": str(cache), **KEPT,
    }  # fmt: skip
    command = [sys.executable, "-m", "coach", "send", "rest", *options, "--host", "127.0.0.1"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, env=environ, text=True, cwd=folder, **pipes) as sending:  # type: ignore[call-overload]
        told, link = "", ""
        while not link and (line := sending.stdout.readline()):
            told, link = told + line, line.strip() * line.startswith("http")
        assert link, told
        with urllib.request.urlopen(link, timeout=10) as answer:
            page = answer.read()
        if listed := re.search(r'data-list="([^"]+)"', page.decode()):
            with urllib.request.urlopen(link + listed[1], timeout=10) as answer:
                page = answer.read()
        sending.send_signal(signal.SIGINT)
        sending.communicate(timeout=20)
    return told, page


def test_a_sent_session_is_that_of_the_settings(script: Script, shared_cache: Path, tmp_path: Path) -> None:
    """As a file and as a page, a name finds the script in this folder, and the kept length and guidance hold."""
    script(TEXT, "rest.md")
    told, _ = sent(tmp_path, shared_cache)
    assert "rest.mp3: 15 s, " in told
    assert "Left out: 1 step that only teaches." in told
    _, listed = sent(tmp_path, shared_cache, "--page")
    site = json.loads(listed)
    assert site["sessions"][0]["length"] == 15_000
