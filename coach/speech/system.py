"""The computer's own voices, through pyttsx3 in a separate process."""

from __future__ import annotations

import contextlib
import json
import queue
import re
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import IO, TYPE_CHECKING, Any

from coach.errors import VoiceError, reason
from coach.speech.engine_files import version
from coach.speech.hibari import not_listed
from coach.speech.voice import Speech, Voice, sayable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NOMINAL_PACE = 175
"""The engine's rate at speed 1.0, in its own words a minute."""

_PATIENCE = 20.0
"""Seconds to wait for an answer: enough for the engine's start, which can be slow on Windows, and a short sentence."""
_PATIENCE_A_LETTER = 0.1
"""Extra seconds for each letter: some engines are no faster than a person."""

_A_PART = re.compile(r".{1,1000}[.!?](?=\s|$)|.{1,1000}(?=\s|$)|.{1,1000}")
"""Long texts are spoken in parts, if possible whole sentences: eSpeak NG crashes or stalls above about 13,000
letters."""

_ENGINES = {"darwin": "nsss", "win32": "sapi5"}
_WORKER = Path(__file__).with_name("system_worker.py")


@dataclass(frozen=True, slots=True)
class SystemVoice:
    """One of the computer's voices, as listed."""

    id: str
    """The engine's id."""
    name: str
    """How a person picks it: `system:en-us`, `system:Samantha`."""
    title: str
    """The computer's name for it."""
    language: str
    """BCP 47, lower case; empty if the engine does not say."""
    default: bool
    """Whether it is the computer's default; eSpeak NG has none."""
    sex: str = ""
    """`female` or `male`; empty if the engine does not say."""


class System(Voice):
    """One of the computer's voices; its process starts with the first words and ends with `close`."""

    engine = "system"

    def __init__(self, voice: SystemVoice, worker: Worker | None = None) -> None:
        """`worker` may be running already; this voice owns it from then on."""
        self.name, self.language = voice.name, voice.language or "en-us"
        self._id = voice.id
        self._voice = voice
        self._worker = worker or Worker()

    def fingerprint(self) -> str:
        """Driver, engine, their versions, platform and voice, without starting the engine."""
        parts = ["pyttsx3", version("pyttsx3"), engine_name(), sys.platform, self._id]
        if sys.platform == "linux":
            parts += ["espeakng-loader", version("espeakng-loader")]
        return " ".join(parts)

    def speak(self, words: str, speed: float) -> Speech:
        """Speak `words`; a process that hangs, dies or stays silent is replaced once. Raises VoiceError if it fails
        again."""
        import numpy as np

        rate = max(1, round(NOMINAL_PACE * speed))
        parts = [part for part in _A_PART.findall(sayable(words)) if any(map(str.isalnum, part))]
        said = [self._say(part, rate) for part in parts]
        return Speech(np.concatenate([speech.samples for speech in said]), said[0].sample_rate)

    def unsure(self, words: Sequence[str]) -> list[str]:
        """Words in no dictionary we have: the engine reads most words by rules, and does not say which."""
        return not_listed(words, self.language)

    def twin(self) -> System:
        """Another of the same, with a process of its own."""
        return System(self._voice)

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def _say(self, words: str, rate: int) -> Speech:
        request = {"do": "say", "words": words, "voice": self._id, "rate": rate}
        seconds = _PATIENCE + _PATIENCE_A_LETTER * len(words)
        with contextlib.suppress(VoiceError):
            return _heard(self._worker.ask(request, seconds))
        self._worker.close()
        try:
            return _heard(self._worker.ask(request, seconds))
        except VoiceError as error:
            raise VoiceError(f"{self.name} could not say '{shorten(words, 60)}': {error}") from error


class Worker:
    """The other process: it gets requests, and is ended when it does not answer."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        """Runs from the first request to `close`."""
        self._answers: queue.Queue[str] = queue.Queue()
        self._end: Callable[[], object] = lambda: None

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer to a request. Raises VoiceError, also when it takes longer than `seconds`.

        Without a good answer the process is ended, so that a late answer is not taken for the next one.
        """
        try:
            return self._exchange(request, seconds)
        except BaseException:
            self.close()
            raise

    def _exchange(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        process = self.process or self._start()
        assert process.stdin is not None
        try:
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            line = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise VoiceError(f"the computer's speech engine gave no answer in {seconds:.0f} s.") from None
        except OSError:
            line = ""
        if not line:
            raise VoiceError("the computer's speech engine stopped.")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise VoiceError(f"{answer['error'].rstrip('.')}.")
        return answer

    def close(self) -> None:
        """End the process and delete its files; the next request starts another."""
        self._end()
        self.process = None

    def _start(self) -> subprocess.Popen[str]:
        folder = tempfile.TemporaryDirectory(prefix="coach-", ignore_cleanup_errors=True)
        try:
            self.process = subprocess.Popen(
                # -P: modules beside the script must not hide libraries of the same name.
                [sys.executable, "-P", str(_WORKER), folder.name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            folder.cleanup()
            raise VoiceError(f"the computer's speech engine cannot be started ({reason(error)}).") from error
        self._answers = queue.Queue()
        # Not every system can wait for a pipe with a time limit; a queue can.
        reader = threading.Thread(target=_listen, args=(self.process.stdout, self._answers), daemon=True)
        reader.start()
        self._end = weakref.finalize(self, _end, self.process, reader, folder)
        return self.process


def list_system_voices(worker: Worker, seconds: float = _PATIENCE) -> list[SystemVoice]:
    """The computer's voices. Raises VoiceError if it has none or does not answer within `seconds`."""
    try:
        answer = worker.ask({"do": "voices"}, seconds)
    except VoiceError as error:
        raise VoiceError(f"The computer's own voices cannot be used: {error}") from error
    found: dict[str, SystemVoice] = {}
    for identity, title, code, sex in answer["voices"]:
        language = code.replace("_", "-").lower()
        label = language if answer["engine"] == "espeak" and language else title
        name = f"system:{label}"
        if name in found:
            name = f"system:{label} ({identity})"
        default = answer["engine"] != "espeak" and identity == answer["default"]
        found[name] = SystemVoice(identity, name, title, language, default, sex)
    if not found:
        raise VoiceError("The computer has no voices of its own. Install one in its settings for speech.")
    return list(found.values())


def engine_name() -> str:
    """The speech engine that pyttsx3 uses on this platform."""
    return _ENGINES.get(sys.platform, "espeak")


def _heard(answer: dict[str, Any]) -> Speech:
    """The sound in the file that an answer names; the file is deleted. Raises VoiceError if it has none."""
    import soundfile

    path = Path(answer["file"])
    try:
        sound, rate = soundfile.read(path, dtype="int16")
    except (OSError, RuntimeError) as error:
        raise VoiceError(f"its sound cannot be read ({error}).") from error
    finally:
        path.unlink(missing_ok=True)
    if not len(sound):
        raise VoiceError("it said nothing.")
    return Speech(sound if sound.ndim == 1 else sound.mean(axis=1).astype(sound.dtype), rate)


def _listen(lines: IO[str], answers: queue.Queue[str]) -> None:
    """Pass on each answer; an empty one marks the end."""
    for line in lines:
        answers.put(line)
    answers.put("")


def _end(process: subprocess.Popen[str], reader: threading.Thread, folder: tempfile.TemporaryDirectory[str]) -> None:
    process.kill()
    process.wait()
    reader.join()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):  # a request may still be in it
            assert pipe is not None
            pipe.close()
    folder.cleanup()
