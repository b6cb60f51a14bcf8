"""Who waits, as others see it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from coach.remind.daemon_lock import is_anybody_present, present
from tests.conftest import ROOT

WAIT = """
import sys
from pathlib import Path
from coach.remind.daemon_lock import present
with present(Path(sys.argv[1])):
    print(flush=True)
    sys.stdin.read()
"""


def test_seen_while_there(tmp_path: Path) -> None:
    """Somebody is there from the first that comes until the last has left, and looking takes nobody's place."""
    assert not is_anybody_present(tmp_path)
    with present(tmp_path):
        assert is_anybody_present(tmp_path)
        with present(tmp_path):
            assert is_anybody_present(tmp_path)
        assert is_anybody_present(tmp_path)
    assert not is_anybody_present(tmp_path)


def test_gone_however_it_ended(tmp_path: Path) -> None:
    """A process that was killed is gone at once, like one that ended."""
    with subprocess.Popen(
        [sys.executable, "-c", WAIT, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert is_anybody_present(tmp_path)
        process.kill()
        process.wait()
        assert not is_anybody_present(tmp_path)


def test_a_folder_that_cannot_be_written_to(tmp_path: Path) -> None:
    """Where no lock can be kept, a process waits all the same."""
    (tmp_path / "file").write_text("")
    with present(tmp_path / "file" / "folder"):
        assert not is_anybody_present(tmp_path / "file" / "folder")
