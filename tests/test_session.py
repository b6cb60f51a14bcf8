"""A session through the library."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from coach.output.players.silent import SilentPlayer
from coach.script.reader import parse_routine
from coach.session import Session
from coach.settings import Settings
from coach.sound.lead_in import BLUETOOTH
from coach.speech.humming import Humming
from coach.speech.voices import Voices
from tests.conftest import SoundServer


def test_a_bluetooth_loudspeaker_is_woken(
    sound_server: SoundServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Played on earbuds, a session begins with air, as in a terminal; on the caller's own player, only if set."""
    monkeypatch.setenv("PULSE_SERVER", sound_server.address)
    earbuds = "module-null-sink sink_name=bluez_output.00_22 sink_properties=device.description=Buds"
    load = ["pactl", "load-module", *earbuds.split()]
    module = subprocess.run(load, capture_output=True, text=True, check=True).stdout.strip()
    settings = Settings(cache_dir=tmp_path, player="silent")
    session = Session(parse_routine("- Hold. (9s)"), settings=settings, voices=Voices(Humming()))
    try:
        subprocess.run(["pactl", "set-default-sink", "bluez_output.00_22"], check=True)
        with session.play() as playback:
            assert playback._lead_in == BLUETOOTH
        with session.play(SilentPlayer()) as playback:
            assert playback._lead_in == 0
    finally:
        subprocess.run(["pactl", "unload-module", module], check=True)
