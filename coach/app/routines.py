"""The library of routines: listing and searching them. What is read of a script once is remembered by content."""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import coach
from coach.app.routine_summary import RoutineSummary, summarised, summary_from_values
from coach.errors import CoachError
from coach.script import list_scripts
from coach.script.library import mentions, spoken, tagged
from coach.script.reader import read_script, routine_of
from coach.script.script_files import ScriptFiles
from coach.storage.remembered import Made, Remembered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from coach.settings import Settings
    from coach.speech.voicing import Progress

_AT_ONCE = 20
"""How many scripts are read before they are stored: an interrupted first list goes on where it stopped."""


class Routines:
    """The routines in the script folders. Scripts that were read before are only compared by their content."""

    def __init__(self, settings: Settings) -> None:
        """Looks at every script, and reads none. Raises SettingsError."""
        self._store = Remembered(settings.cache_path() / "routines.db", maker())
        self._paths = [str(path) for path in list_scripts(settings.scripts_path())]
        self._found = self._store.find(self._paths)
        self._unread = [path for path in self._paths if path not in self._found]

    @property
    def unread(self) -> int:
        """How many scripts were never read, or changed since."""
        return len(self._unread)

    def read(self) -> Iterator[int]:
        """Read the unread scripts, yielding how many are left after each few; they are remembered from then on."""
        while self._unread:
            made = [_made(path) for path in self._unread[:_AT_ONCE]]
            self._found |= {one.key: one for one in made}
            del self._unread[:_AT_ONCE]
            self._store.keep(one for one in made if one.files.get(one.key))
            yield len(self._unread)
        self._store.sweep()

    def known(self) -> tuple[list[RoutineSummary], list[str]]:
        """The routines read so far, sorted by name, and a sentence for each script that has an error."""
        summaries, errors = [], []
        for path in self._paths:
            if path in self._found:
                value = self._found[path].value
                if isinstance(value, str):
                    errors.append(value)
                else:
                    summaries.append(summary_from_values(value))
        return summaries, errors

    def matching(
        self, routines: Sequence[RoutineSummary], words: Sequence[str], tags: Sequence[str]
    ) -> list[RoutineSummary]:
        """Those of `routines` that have all the tags and are about all of the words; if there is none, those that
        speak the words."""
        among = [routine for routine in routines if tagged(routine.tags, tags)]
        if found := [routine for routine in among if mentions(routine.about, words)]:
            return found
        texts = self._store.bulk([str(routine.path) for routine in among])
        return [r for r in among if mentions(f"{r.about}\n{self._spoken(str(r.path), texts)}", words)]

    def _spoken(self, path: str, texts: dict[str, str]) -> str:
        """The words of a routine; where nothing can be stored, they are still at hand."""
        return texts.get(path) or self._found[path].bulk


def listed(
    settings: Settings, tell: Callable[[str], object], progress: Progress = lambda *_: None
) -> tuple[Routines, list[RoutineSummary]]:
    """The routines, and all their summaries; `tell` gets a sentence for each script that has an error."""
    routines = Routines(settings)
    unread = routines.unread
    for left in routines.read():
        progress("Reading", unread - left, unread)
    summaries, errors = routines.known()
    for sentence in errors:
        tell(sentence)
    return routines, summaries


def maker() -> str:
    """A mark of this program, as far as it shapes a summary: its version and the files that read and plan scripts."""
    package = Path(__file__).parent.parent
    files = [*package.glob("script/**/*.py"), *package.glob("plan/*.py"), *package.glob("app/routine*.py")]
    seen = [coach.__version__]
    for file in sorted(files):
        with suppress(OSError):
            stat = file.stat()
            seen.append(f"{file.relative_to(package)} {stat.st_size} {stat.st_mtime_ns}")
    return blake2b("\n".join(seen).encode(), digest_size=12).hexdigest()


def _made(path: str) -> Made:
    """What a script makes: its summary, or the sentence of its error."""
    files = ScriptFiles()
    value: Any
    bulk = ""
    try:
        routine = routine_of(read_script(path, files))
        value, bulk = summarised(routine).as_values(), spoken(routine)
    except CoachError as error:
        value = str(error)
    return Made(path, files.digests, value, bulk)
