"""A session request: all the options of one session, stored so that it can be resumed another day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from coach.errors import PlanError
from coach.plan import EVERYTHING, SIDES, Selection
from coach.plan.cue import Calls
from coach.plan.suiting import Guidance
from coach.sound.beds.bed_name import BedName
from coach.sound.routing import Routing

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class SessionRequest:
    """The options of a session. The defaults: the whole routine as written, everyone hears everything, starting at
    once."""

    selection: Selection = EVERYTHING
    """Which parts of the routine are done."""
    target: int | None = None
    """The wanted length in milliseconds; None: as written."""
    routing: Routing = "all"
    """Who hears what."""
    music: Path | None = None
    """A sound file, or a folder of them, to play under it."""
    bed: BedName | None = None
    """The background sound; None: from the settings."""
    start_in: int = 0
    """Milliseconds of quiet before the session begins, when it is played."""

    @property
    def channels(self) -> int:
        """How many channels the sound has: two if split or with music, otherwise one."""
        return 2 if self.routing == "split" or self.music is not None else 1

    def as_values(self) -> dict[str, Any]:
        """The request as plain values, as stored in the database."""
        return {
            "choice": asdict(self.selection), "target": self.target, "ears": self.routing,
            "music": str(self.music) if self.music else None, "bed": self.bed,
        }  # fmt: skip


def request_from_values(routine: str, values: Mapping[str, Any]) -> SessionRequest:
    """The request of a stored session. Raises PlanError if another version stored it, or it is damaged."""
    try:
        given = dict(values["choice"])
        known = {each.name: given[each.name] for each in fields(Selection) if each.name in given}
        for name in ("wanted", "only"):
            known[name] = tuple(map(str, given[name]))
        known["start"], known["rate"] = str(given["start"]), float(given["rate"])
        known["sides"] = tuple(side for side in given["sides"] if side in SIDES) or SIDES
        known["calls"] = _one_of(given["calls"], Calls)
        known["guidance"] = _one_of(given.get("guidance", "learn"), Guidance)
        known["client"] = tuple(map(str, given.get("client", ())))
        target, music = values["target"], values["music"]
        return SessionRequest(
            Selection(**known), None if target is None else int(target), _one_of(values["ears"], Routing),
            Path(music) if music else None, None if values.get("bed") is None else _one_of(values["bed"], BedName),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise PlanError(
            f"The options that '{routine}' was started with cannot be read: start it again without --resume."
        ) from error


def _one_of(value: Any, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(value)
    return value
