"""Taking a session along: it is written to a file in the background, to be downloaded, or offered to a phone by a link.

Files are kept in the cache, so that a session that was taken before is ready at once.
"""

from __future__ import annotations

import secrets
import shutil
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from coach.app.catalogue.records import session_marks
from coach.errors import CoachError, OutputError, UnknownFile
from coach.output.formats.file_names import file_name
from coach.output.formats.formats import FORMATS, is_installed
from coach.session import Session
from coach.speech.voicing import voiced

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from coach.plan import Plan
    from coach.script import Routine
    from coach.script.routine import Speaker
    from coach.send import Sending
    from coach.session_request import SessionRequest
    from coach.settings import Settings
    from coach.speech.voicing import Progress

_KEPT = 12
"""How many files are kept in the cache."""
_MOST_AT_ONCE = 4
"""How many may wait to be made."""
MINUTES = 10.0
"""How long a link works."""

TakenState = Literal["waiting", "making", "ready", "failed", "stopped"]


@dataclass(frozen=True, slots=True)
class PhoneLink:
    """A link for a phone in the same network."""

    link: str = ""
    """Empty until it works."""
    sentence: str = ""
    """What is offered, to whom, until when; at the end, why it ended."""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """A session that is being written to a file, or was."""

    id: str
    name: str
    """The routine's."""
    title: str
    file: str
    """The file's name."""
    state: TakenState = "waiting"
    stage: str = ""
    """`Voicing` or `Writing`."""
    done: int = 0
    of: int = 0
    """How much of that stage is done."""
    path: Path | None = None
    size: int = 0
    """In bytes."""
    sentence: str = ""
    """Why it failed."""
    phone: PhoneLink | None = None
    plan: Plan | None = None
    """Its exact plan, once it is ready."""
    speaker: Speaker = "self"
    """Who is guided."""


class _Stopped(Exception):
    """A person does not want it any more."""


class TakeAlong:
    """Makes and offers the files. Safe to use from any thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._taken: dict[str, Taken] = {}
        self._unwanted: set[str] = set()
        self._turn = threading.Lock()
        self._one = threading.Lock()  # a second export at once would take as long for both

    def take(self, routine: Routine, request: SessionRequest, suffix: str) -> Taken:
        """Begin to write a session to a file; `suffix` such as `.mp3`. Raises OutputError."""
        if suffix not in {form.facts.suffix for form in FORMATS if is_installed(form)}:
            raise OutputError(f"There is no file format '{suffix}'. Choose another.")
        file = f"{routine.name}{suffix}"
        taken = Taken(secrets.token_urlsafe(9), routine.name, routine.title, file, speaker=routine.header.speaker)
        with self._turn:
            if sum(one.state in ("waiting", "making") for one in self._taken.values()) >= _MOST_AT_ONCE:
                raise OutputError("Several files are being made already. Wait for one, or stop it.")
            self._taken[taken.id] = taken
            for old in list(self._taken)[:-_KEPT]:
                if self._taken[old].state in ("ready", "failed", "stopped"):
                    del self._taken[old]
        work = threading.Thread(target=self._make, args=(taken.id, routine, request, suffix), daemon=True)
        work.start()
        return taken

    def find(self, key: str) -> Taken:
        """How far a file is. Raises UnknownFile."""
        with self._turn:
            if key not in self._taken:
                raise UnknownFile("This file is not there any more. Take the session along again.")
            return self._taken[key]

    def stop(self, key: str) -> None:
        """Stop making a file, or offering it. Raises UnknownFile."""
        self.find(key)
        with self._turn:
            self._unwanted.add(key)

    def offer(self, key: str) -> Taken:
        """Offer a finished file by a link for a phone. Raises UnknownFile, OutputError."""
        taken = self.find(key)
        if taken.path is None:
            raise OutputError("The file is not ready yet.")
        if taken.phone is None or not taken.phone.open:
            with self._turn:
                self._unwanted.discard(key)
            self._change(key, lambda one: replace(one, phone=PhoneLink()))
            threading.Thread(target=self._offer, args=(key, taken.path, taken.title), daemon=True).start()
        return self.find(key)

    def close(self) -> None:
        """Stop everything."""
        with self._turn:
            self._unwanted |= set(self._taken)

    def _make(self, key: str, routine: Routine, request: SessionRequest, suffix: str) -> None:
        def progress(stage: str, done: int, of: int) -> None:
            self._check(key)
            self._change(key, lambda one: replace(one, stage=stage, done=done, of=of))

        try:
            with self._one:
                self._check(key)
                self._change(key, lambda one: replace(one, state="making"))
                path, plan = self._written(Session(routine, request, self._settings), suffix, progress)
            size = path.stat().st_size
            self._change(key, lambda one: replace(one, state="ready", path=path, plan=plan, file=path.name, size=size))
        except _Stopped:
            self._change(key, lambda one: replace(one, state="stopped"))
        except (CoachError, OSError) as error:
            sentence = str(error)
            self._change(key, lambda one: replace(one, state="failed", sentence=sentence))
        except Exception as error:
            sentence = f"Something went wrong inside the program ({type(error).__name__}). Try it again."
            self._change(key, lambda one: replace(one, state="failed", sentence=sentence))
            raise

    def _written(self, session: Session, suffix: str, progress: Progress) -> tuple[Path, Plan]:
        """The file of a session, from the cache or made now, and its exact plan."""
        folder = self._settings.cache_path() / "taken"
        with session.voicer() as voicer:
            mark, _ = session_marks(session, voicer, suffix.removeprefix("."), captions=False)
            target = folder / mark[:24] / f"{file_name(session.routine.name)}{suffix}"
            plan = voiced(session.planner, voicer, progress)
            if not target.is_file():
                target.parent.mkdir(parents=True, exist_ok=True)
                session.export(target, voicer=voicer, progress=progress)
        target.parent.touch()
        self._sweep(folder)
        return target, plan

    def _sweep(self, folder: Path) -> None:
        """Delete the oldest files, except those that can still be fetched."""
        with self._turn:
            used = {one.path.parent for one in self._taken.values() if one.path is not None}
        with suppress(OSError):
            kept = sorted((each for each in folder.iterdir() if each.is_dir()), key=lambda each: -each.stat().st_mtime)
            for old in kept[_KEPT:]:
                if old not in used:
                    shutil.rmtree(old, ignore_errors=True)

    def _offer(self, key: str, path: Path, title: str) -> None:
        from coach.send import send

        def opened(sending: Sending) -> None:
            self._change(key, lambda one: replace(one, phone=PhoneLink(sending.link, sending.sentence())))

        try:
            ending = send([path], title, minutes=MINUTES, opened=opened, watch=lambda _: self._check(key))
            sentence = ending.sentence
        except _Stopped:
            sentence = ""
        except (CoachError, OSError) as error:
            sentence = str(error)
        self._change(key, lambda one: replace(one, phone=PhoneLink(sentence=sentence, open=False)))

    def _check(self, key: str) -> None:
        if key in self._unwanted:
            raise _Stopped

    def _change(self, key: str, change: Callable[[Taken], Taken]) -> None:
        with self._turn:
            if key in self._taken:
                self._taken[key] = change(self._taken[key])
