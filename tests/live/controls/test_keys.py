"""The keyboard, through a real pseudo-terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from coach.errors import SettingsError
from coach.live.controls.keys import default_bindings, parse_bindings
from coach.session_commands import COMMANDS
from tests.live.controls.typist import Typist

needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals on Windows")


@pytest.fixture(scope="module")
def typist() -> Iterator[Typist]:
    """At a terminal as most are."""
    with Typist() as typist:
        yield typist


@needs_pty
def test_pedals_and_keys(typist: Typist) -> None:
    """What page-turner pedals send, and the letters in either case, mean the same commands; `?` asks for help."""
    pedals = [b"\x1b[6~", b"\x1b[5~", b"\x1b[C", b"\x1b[D", b"\x1bOB", b"\x1bOA", b"\r", b" "]
    meant = ["next", "back", "next", "back", "next", "back", "next", "toggle"]
    assert typist.asked(*pedals) == meant
    assert typist.asked(b"N", b"B", b"S", b"?", b"x", b"]", b"[") == [
        "next",
        "back",
        "skip",
        "help",
        "louder",
        "softer",
    ]


@needs_pty
def test_an_unknown_key_ends_nothing(typist: Typist) -> None:
    """A sequence that is not known begins with Escape, but is not Escape, nor are its letters keys."""
    unknown = (b"\x1b[29~", 0.4, b"\x1bOz", 0.4, b"\x1bq", 0.4, b"\x1b[57441u", 0.4)
    with Typist(NO_COLOR="1") as bare, ThreadPoolExecutor() as pool:
        meanwhile = pool.submit(bare.asked, b"\x1bOS", 0.4, *unknown, b"\x1b[6~\x1bOA")
        assert typist.asked(*unknown, b"r") == ["repeat"]
        assert meanwhile.result() == ["next", "back"]


@needs_pty
@pytest.mark.alone
def test_a_pedal_held_down_means_one_step(typist: Typist) -> None:
    """However a key repeats while it is held, it means once, and that is told; pressed anew it means again."""
    burst = [part for _ in range(10) for part in (b"\x1b[C", 0.03)]
    assert typist.asked(b"\x1b[C", 0.5, *burst) == ["next", "held"]
    assert typist.asked(b"n", 0.03, b"n", 0.6, b"n") == ["next", "next"]
    assert typist.asked(b"+++") == ["more"] * 3


@needs_pty
@pytest.mark.alone
def test_quick_presses_all_count(typist: Typist) -> None:
    """Six presses of one key, as quick as fingers are, are six; six strokes at once are one, and that is told."""
    assert typist.asked(*[part for _ in range(6) for part in (b"n", 0.16)]) == ["next"] * 6
    assert typist.asked(b"nnnnnn") == ["next", "held"]


@needs_pty
@pytest.mark.alone
def test_keys_typed_while_nobody_reads(typist: Typist) -> None:
    """What was typed just before somebody reads again counts; what was typed long before is forgotten."""
    assert typist.asked(b"t", 0.1, b"b", 1.4, b"r", 0.8) == ["time", "repeat"]


@needs_pty
def test_keys_can_be_set(typist: Typist) -> None:
    """Keys set anew mean what was set, and the others what they meant."""
    assert typist.asked(b"\x1b[15~", b"a", b"\x1b[6~", b"n", keys="f5=next, a=back, Page Down=more") == [
        "next", "back", "more", "next",
    ]  # fmt: skip


def test_every_default_key_can_be_named_in_the_setting() -> None:
    """What stands in the table of controls is understood by the setting, with any command."""
    for key in default_bindings():
        for name in COMMANDS:
            assert parse_bindings(f"{key}={name}")[key] == name
    assert parse_bindings("") == default_bindings()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pagedwn=next", "unknown key 'pagedwn'. Did you mean 'pagedown'"),
        ("f5=nxt", "unknown command 'nxt'. Did you mean 'next'?"),
        ("f5", "holds 'f5'. Write it like"),
    ],
)
def test_a_setting_that_is_not_understood(text: str, sentence: str) -> None:
    """An unknown key or command is told with what was probably meant."""
    with pytest.raises(SettingsError, match="The setting 'keys'") as told:
        parse_bindings(text)
    assert sentence in str(told.value)
