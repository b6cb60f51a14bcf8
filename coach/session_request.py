"""A session request: all that a person can ask of one session, so that the same can be begun again another day."""

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
    """A session as it is asked for. By itself: the routine as written, for everybody, at once."""

    selection: Selection = EVERYTHING
    """What of the routine is done."""
    target: int | None = None
    """The length asked for, in milliseconds; None: as written."""
    routing: Routing = "all"
    """Who hears what."""
    music: Path | None = None
    """A sound file, or a folder of them, to play under it."""
    bed: BedName | None = None
    """What lies under it all; None: as the settings say."""
    start_in: int = 0
    """Milliseconds of quiet before it begins, where it is played."""

    @property
    def channels(self) -> int:
        """How many channels its sound has: one where nothing needs two."""
        return 2 if self.routing == "split" or self.music is not None else 1

    def as_values(self) -> dict[str, Any]:
        """In plain values, as the database keeps them."""
        return {
            "choice": asdict(self.selection), "target": self.target, "ears": self.routing,
            "music": str(self.music) if self.music else None, "bed": self.bed,
        }  # fmt: skip


def request_from_values(routine: str, values: Mapping[str, Any]) -> SessionRequest:
    """The request of a session that was kept. Raises PlanError where another version kept it, or it is damaged."""
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
        raise PlanError(f"How '{routine}' was begun is no longer known: start it again without --resume.") from error


def _one_of(value: Any, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(value)
    return value
