"""What a person is told while a catalogue is made: each session, the pace of the whole, and what failed."""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING

import click

from coach.units import SECOND, count_of, spoken_length

if TYPE_CHECKING:
    from collections.abc import Callable

    from coach.app.catalogue.job import CatalogueEntry, ExportSummary, Outcome

_RECENT = 50
"""Sessions of which the pace is taken: what was there already goes fast, and says nothing of the rest."""
_ENOUGH = 3
_NAMED_FAILED, _NAMED_LEFT_OUT = 50, 5
"""Sessions named at the end; of more, how many."""


class CatalogueReport:
    """Prints what came of each session, and in the end of the whole."""

    def __init__(self, of: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`of`: how many sessions there are; `clock`: seconds."""
        self._of, self._clock = of, clock
        self._counts: Counter[Outcome] = Counter()
        self._failed: list[str] = []
        self._left_out: list[str] = []
        self._times = deque([clock()], maxlen=_RECENT + 1)

    def unreadable(self, entry: CatalogueEntry) -> None:
        """Print why a script gives no session at all."""
        self._failed.append(entry.name)
        click.echo(entry.reason, err=True)

    def add(self, entry: CatalogueEntry) -> None:
        """Print what came of a session. Those that were there already are only counted."""
        self._counts[entry.outcome] += 1
        self._times.append(self._clock())
        if entry.outcome == "made" and entry.summary is not None:
            done = f"{self._counts.total()} of {self._of}"
            click.echo(f"{done}: wrote {entry.where}: {summary(entry.summary)}.{self._pace()}")
            for note in entry.summary.notes:
                click.echo(f"{entry.name}: {note}", err=True)
        elif entry.outcome == "out of reach":
            self._left_out.append(entry.name)
        elif entry.outcome == "failed":
            self._failed.append(entry.name)
            click.echo(f"{entry.name}: {entry.reason}", err=True)

    def stopped(self) -> None:
        """Print what an interrupted run leaves."""
        done = self._counts["made"] + self._counts["there"]
        click.echo(f"\n{done} of {self._of} are done, and whole. The same command makes the others.", err=True)

    def end(self) -> None:
        """Print the whole. Exits with 1 if something failed."""
        if self._counts["there"]:
            click.echo(f"{self._counts['there']} of {self._of} were there already.")
        if self._left_out:
            click.echo(
                f"{len(self._left_out)} of {self._of} were left out, because the routine cannot be that long or short: "
                f"{_named(self._left_out, _NAMED_LEFT_OUT)}. `coach show` says how long each can be.",
                err=True,
            )
        if self._failed:
            click.echo(f"Not written: {_named(self._failed, _NAMED_FAILED)}.", err=True)
            raise click.exceptions.Exit(1)

    def _pace(self) -> str:
        seconds, sessions = self._times[-1] - self._times[0], len(self._times) - 1
        left = self._of - self._counts.total()
        if sessions < _ENOUGH or seconds <= 0 or left <= 0:
            return ""
        time_left = spoken_length(round(left * seconds / sessions) * SECOND)
        return f" {sessions / seconds * 60:.1f} sessions a minute, about {time_left} left."


def _named(names: list[str], most: int) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f", and {more} more" if more > 0 else "")


def summary(made: ExportSummary) -> str:
    """A line about an export: length, size, chapters, loudness, clips."""
    parts = [
        spoken_length(made.length),
        f"{made.bytes / 1e6:.1f} MB",
        count_of(made.chapters, "chapter"),
        f"words at {made.lufs:.1f} LUFS",
        f"{count_of(made.voiced, 'clip')} voiced and {made.reused} reused",
    ]
    return ", ".join(parts)
