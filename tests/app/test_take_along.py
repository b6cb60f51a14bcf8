"""Taking a session along, as a file or by a link."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import soundfile

from coach.app.take_along import TakeAlong, Taken
from coach.errors import CoachError
from coach.script import parse_routine
from coach.session_request import SessionRequest
from coach.settings import Settings

ROUTINE = parse_routine("- Press. (5s)\n", "press.md")
LONG = parse_routine("\n".join(f"- Press number {number}, and rest. (30s)" for number in range(60)), "long.md")


@pytest.fixture
def taking(tmp_path: Path) -> Iterator[TakeAlong]:
    """What makes and offers the files of one studio."""
    made = TakeAlong(Settings(data_dir=tmp_path / "data", cache_dir=tmp_path / "cache"))
    yield made
    made.close()


def until(taking: TakeAlong, key: str, is_done: Callable[[Taken], bool]) -> Taken:
    """The file once `is_done`."""
    deadline = time.monotonic() + 60
    while not is_done(found := taking.find(key)):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found


def over(taken: Taken) -> bool:
    """Whether nothing is made any more."""
    return taken.state in ("ready", "failed", "stopped")


def test_a_file_is_made_once(taking: TakeAlong) -> None:
    """A session becomes a file of its length; the same again is the same file, another length is another."""
    first = until(taking, taking.take(ROUTINE, SessionRequest(), ".wav").id, over)
    assert first.state == "ready"
    assert first.path is not None
    assert first.path.name == first.file == "press.wav"
    assert first.size == first.path.stat().st_size
    made = first.path.stat().st_mtime_ns
    again = until(taking, taking.take(ROUTINE, SessionRequest(), ".wav").id, over)
    assert (again.path, again.path and again.path.stat().st_mtime_ns) == (first.path, made)
    other = until(taking, taking.take(ROUTINE, SessionRequest(routing="split"), ".wav").id, over)
    assert other.path != first.path
    assert soundfile.info(other.path).channels == 2
    assert soundfile.info(first.path).channels == 1


def test_what_is_not_wanted_is_stopped(taking: TakeAlong, tmp_path: Path) -> None:
    """A file that is being made is given up, and nothing half-written stays."""
    taken = taking.take(LONG, SessionRequest(), ".wav")
    until(taking, taken.id, lambda one: one.done > 0)
    taking.stop(taken.id)
    assert until(taking, taken.id, over).state == "stopped"
    assert not list((tmp_path / "cache" / "taken").rglob("*.wav"))


def test_a_failure_is_a_sentence(taking: TakeAlong) -> None:
    """What cannot be made says why; an unknown format and an unknown file are refused."""
    refused = until(taking, taking.take(ROUTINE, SessionRequest(target=9_000_000), ".wav").id, over)
    assert refused.state == "failed"
    assert "cannot be made" in refused.sentence
    with pytest.raises(CoachError, match="no file format"):
        taking.take(ROUTINE, SessionRequest(), ".exe")
    for work in (taking.find, taking.stop, taking.offer):
        with pytest.raises(CoachError, match="not there any more"):
            work("guess")


def test_a_link_gives_the_file_until_it_is_stopped(taking: TakeAlong) -> None:
    """A finished file can be fetched by its link, which works no more once it is stopped."""
    ready = until(taking, taking.take(ROUTINE, SessionRequest(), ".wav").id, over)
    taking.offer(ready.id)
    phone = until(taking, ready.id, lambda one: bool(one.phone and one.phone.link)).phone
    assert phone is not None
    assert "press.wav" in phone.sentence
    with urllib.request.urlopen(phone.link, timeout=30) as page:
        assert b"press" in page.read()
    assert taking.offer(ready.id).phone == phone, "one link for a file"
    taking.stop(ready.id)
    until(taking, ready.id, lambda one: bool(one.phone and not one.phone.open))
    with pytest.raises(OSError, match=r"refused|404|timed out|reset"):
        urllib.request.urlopen(phone.link, timeout=2).read()
