"""A shown session: what a screen needs of a session that plays, wherever that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from coach.live.view import View
    from coach.session_commands import Command


class ShownSession(Protocol):
    """A session that screens show and steer. Safe to use from any thread."""

    @property
    def session(self) -> dict[str, Any]:
        """What it is, with its timeline, as `docs/web.md` describes it; another object whenever anything in it
        changed."""

    @property
    def clock(self) -> dict[str, Any]:
        """Where it is; another object whenever screens cannot know it by themselves, and at least once a second."""

    @property
    def view(self) -> View:
        """The whole view at this moment, for a terminal."""

    @property
    def over(self) -> bool:
        """Whether it has ended, or cannot be reached any more."""

    def send(self, command: Command) -> None:
        """Carry out a command as soon as possible."""

    def jump(self, area: int) -> None:
        """Go to an area, an index in the timeline, through its cautions."""
