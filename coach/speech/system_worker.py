"""The process that runs pyttsx3, which prints, blocks, is not thread-safe, and may crash its process.

Run as a script with a folder for sound files. Each line on standard input is a request, each line on standard
output its answer, both JSON:

    {"do": "voices"}
    {"engine": "espeak", "default": "gmw/en", "voices": [["gmw/en-us", "English (America)", "en-us", "male"], …]}

    {"do": "say", "words": "Breathe in.", "voice": "gmw/en-us", "rate": 120}
    {"file": "…/said.wav"}

or {"error": "what went wrong"}. It imports nothing from Coach, so it starts sooner, wherever the package is.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import queue
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any

_ESPEAK_RATES = range(80, 451)
"""The range of words a minute that eSpeak NG accepts; others it ignores."""
_SAPI_BASE, _SAPI_STEP = 156.63, 1.11
"""pyttsx3's conversion of words a minute to SAPI's whole steps, in which it rounds towards the base."""


class Engine:
    """pyttsx3, used in the only way that was reliable over thousands of calls."""

    def __init__(self, folder: Path) -> None:
        if sys.platform == "linux":
            _load_espeak()
        import pyttsx3

        self._file = folder / ("said.aiff" if sys.platform == "darwin" else "said.wav")
        self._errors: list[str] = []
        self._engine = pyttsx3.init()
        self._engine.connect("error", lambda exception, **_: self._errors.append(str(exception)))
        self.name = str(self._engine)
        self._run()  # an empty run first: before it, properties and words wait in one queue

    def voices(self) -> dict[str, Any]:
        """All voices as id, name, language and sex, and the computer's default."""
        listed = [
            (str(voice.id), str(voice.name), str((voice.languages or [""])[0] or ""), _sex(voice.gender))
            for voice in self._engine.getProperty("voices")
        ]
        return {"engine": self.name, "default": self._engine.getProperty("voice"), "voices": listed}

    def say(self, words: str, voice: str, rate: int) -> dict[str, Any]:
        """Speak `words` into a file, which replaces the file of the previous request."""
        self._file.unlink(missing_ok=True)
        self._errors.clear()
        self._set("voice", voice)
        if str(self._engine.getProperty("voice")).lower() != voice.lower():
            raise RuntimeError(f"there is no voice {voice}")
        self._set("rate", self._possible(rate))
        self._engine.save_to_file(words, str(self._file))
        self._run()
        if not self._file.is_file() or not self._file.stat().st_size:
            raise RuntimeError(self._errors[0] if self._errors else "it said nothing")
        return {"file": str(self._file)}

    def _set(self, name: str, value: object) -> None:
        self._engine.setProperty(name, value)
        self._synchronize()

    def _run(self) -> None:
        self._engine.runAndWait()
        self._synchronize()

    def _synchronize(self) -> None:
        """eSpeak works in its own thread: wait until it is done, or the next call would interfere."""
        if self.name == "espeak":
            self._engine.proxy._module._espeak.Synchronize()

    def _possible(self, rate: int) -> int | float:
        if self.name == "espeak":
            return min(max(rate, _ESPEAK_RATES[0]), _ESPEAK_RATES[-1])
        if self.name == "sapi5":
            steps = round(math.log(rate / _SAPI_BASE, _SAPI_STEP))
            return float(_SAPI_BASE * _SAPI_STEP ** (steps + math.copysign(0.01, steps)))
        return rate


def _sex(gender: object) -> str:
    """`female`, `male` or empty, from the driver's value: `Male`, or on macOS `VoiceGenderFemale`."""
    text = str(gender).lower()
    return "female" if text.endswith("female") else "male" if text.endswith("male") else ""


def _load_espeak() -> None:
    """Make pyttsx3 use the library from the wheel; without the wheel, it looks for the system's."""
    try:
        import espeakng_loader
    except ImportError:
        return
    os.environ.setdefault("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())  # otherwise the library ends the process
    ctypes.CDLL(espeakng_loader.get_library_path())


def _listen(requests: queue.Queue[str], folder: Path) -> None:
    """Pass on each request; exit at once when the parent process is gone."""
    for line in sys.stdin:
        requests.put(line)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def main() -> None:
    """Answer requests until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent process
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as answers:
        os.dup2(2, 1)  # the engine's own output must not be taken for an answer
        sys.stdout = sys.stderr
        folder = Path(sys.argv[1])
        requests: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_listen, args=(requests, folder), daemon=True).start()
        engine: Engine | None = None
        while True:
            request = json.loads(requests.get())
            try:
                engine = engine or Engine(folder)
                match request:
                    case {"do": "voices"}:
                        answer = engine.voices()
                    case {"do": "say", "words": words, "voice": voice, "rate": rate}:
                        answer = engine.say(words, voice, rate)
                    case _:
                        answer = {"error": "the request is not understood"}
            except Exception as error:  # any error is reported
                answer = {"error": str(error) or type(error).__name__}
            answers.write(json.dumps(answer) + "\n")
            answers.flush()


if __name__ == "__main__":
    main()
