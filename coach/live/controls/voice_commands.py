"""Voice commands: phrases that begin with "coach", recognised only while the coach is silent."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING, Self

from coach.errors import CoachError
from coach.live.controls.microphone import RATE
from coach.session_commands import COMMANDS, Command

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    import numpy as np
    from numpy.typing import NDArray

    from coach.live.controls.microphone import Microphone
    from coach.live.controls.recogniser import Recogniser

NAME = "coach"
"""The word that every command begins with."""

TAIL = 400
"""Milliseconds to ignore after the coach has spoken: its last word is still in the loudspeaker and the room."""
REFRACTORY = 800
"""Milliseconds after a command in which no other is recognised, so that one phrase has one effect."""
SILENT = 3.0
"""Seconds without a block after which the microphone counts as lost."""

_WAITING = 100
"""Blocks that may wait for the recogniser: about four seconds; later ones are dropped rather than recognised late."""


def grammar() -> dict[str, Command]:
    """Each phrase that can be said, with its command."""
    return {f"{NAME} {said}": name for name, command in COMMANDS.items() for said in command.said}


class CommandListener:
    """Turns blocks into commands, ignoring some times. It uses no thread, and no clock but the samples."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._commands = grammar()
        self._deaf_for = 0
        """Samples that are still to be discarded."""

    def hear(self, block: NDArray[np.int16], deaf: bool) -> Command | None:
        """The command that ends in this block; `deaf` while the coach speaks."""
        if deaf:
            self._deaf_for = max(self._deaf_for, _samples(TAIL) + len(block))
        if self._deaf_for > 0:
            self._deaf_for -= len(block)
            self._recogniser.reset()
            return None
        phrase = self._recogniser.accept(block)
        command = self._commands.get(phrase) if phrase else None
        if command is not None:
            self._deaf_for = _samples(REFRACTORY)
        return command


class VoiceCommands:
    """Listens in its own thread while open, and sends each spoken command.

    A session continues without it: errors are reported in `trouble`, never raised.
    """

    def __init__(
        self,
        recogniser: Recogniser,
        microphone: Microphone,
        is_deaf: Callable[[], bool],
        send: Callable[[Command], None],
        heard: Callable[[Command], None] | None = None,
    ) -> None:
        """`is_deaf` is called for every block, in the microphone's thread; `heard`, if given, is called before
        `send`."""
        self._recogniser, self._microphone = recogniser, microphone
        self._is_deaf, self._send, self._heard = is_deaf, send, heard
        self._blocks: queue.Queue[tuple[NDArray[np.int16], bool] | None] = queue.Queue(_WAITING)
        self._closing = threading.Event()
        self._lock = threading.Lock()
        """Held while the microphone is opened or closed."""
        self._thread: threading.Thread | None = None
        self.trouble = ""
        """Why nothing is recognised, in a sentence; empty if all is well."""

    def start(self) -> None:
        """Begin to listen. Returns at once; the recogniser is loaded meanwhile."""
        self._thread = threading.Thread(target=self._listen, name="hearing", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening; waits at most for the current phrase."""
        self._closing.set()
        with contextlib.suppress(queue.Full):
            self._blocks.put_nowait(None)
        self._close_microphone()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
            self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _take(self, block: NDArray[np.int16]) -> None:
        with contextlib.suppress(queue.Full):
            # Whether to ignore depends on the time of the sound, not of its recognition.
            self._blocks.put_nowait((block, self._is_deaf()))

    def _listen(self) -> None:
        try:
            self._recogniser.load()
            with self._lock:
                if self._closing.is_set():
                    return
                self._microphone.open(self._take)
            self._follow(CommandListener(self._recogniser))
        except CoachError as error:
            self.trouble = str(error)
        except Exception as error:  # a recogniser or a sound library may raise anything; the session continues
            self.trouble = f"Voice commands stopped ({type(error).__name__}: {error})."
        finally:
            self._close_microphone()

    def _close_microphone(self) -> None:
        with self._lock:
            self._microphone.close()

    def _follow(self, ear: CommandListener) -> None:
        while not self._closing.is_set():
            try:
                got = self._blocks.get(timeout=SILENT)
            except queue.Empty:
                self.trouble = "The microphone has fallen silent: voice commands are not heard."
                continue
            if got is None:
                return
            self.trouble = ""
            command = ear.hear(*got)
            if command is not None and not self._closing.is_set():
                if self._heard is not None:
                    self._heard(command)
                self._send(command)


def _samples(ms: int) -> int:
    return ms * RATE // 1000
