"""The diagnostics of one file, as they are found while it is parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.script.routine import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coach.script.routine import Location, Severity
    from coach.script.slips import Slip
    from coach.script.source import Source


class Diagnostics:
    """Collects errors and doubts with their places in the source."""

    def __init__(self, source: Source, found: list[Diagnostic]) -> None:
        """They are added to `found`."""
        self._source = source
        self.found = found

    def error(
        self, message: str, location: Location, near: str | None = None, code: str = "place", right: str | None = None
    ) -> None:
        """An error about `near`, from `location` on, and what to write in its place."""
        self._tell(message, location, near, "error", code, right)

    def doubt(
        self, message: str, location: Location, near: str | None = None, code: str = "doubt", right: str | None = None
    ) -> None:
        """A doubt, as `error`."""
        self._tell(message, location, near, "doubt", code, right)

    def slips(self, slips: Iterable[Slip], location: Location) -> None:
        """A doubt for each slip in the words at `location`."""
        for slip in slips:
            self.doubt(slip.message, location, slip.near, slip.code, slip.suggestion)

    def _tell(
        self, message: str, location: Location, near: str | None, severity: Severity, code: str, right: str | None
    ) -> None:
        start, end = self._source.find(location, near or "")
        if right is not None and not (near and self._source.line(start.line)[start.column - 1 :].startswith(near)):
            right = None  # it is written differently there, so only the writer can change it
        self.found.append(Diagnostic(start, message, severity, code, end, right))
