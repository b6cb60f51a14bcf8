"""An order: what was asked for of a session, so that the same can be begun, or gone on with, another day."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from coach.errors import PlanError
from coach.live.playback import Edits
from coach.plan import EVERYTHING, SIDES, Selection
from coach.plan.cue import Calls
from coach.sound.routing import Routing

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Order:
    """A session as it was asked for."""

    routine: str
    """A name, or a path."""
    choice: Selection = EVERYTHING
    target: int | None = None
    """The length asked for, in milliseconds."""
    routing: Routing = "all"
    music: Path | None = None

    def as_values(self) -> dict[str, Any]:
        """In plain values, as the store keeps them."""
        return {
            "choice": asdict(self.choice), "target": self.target, "ears": self.routing,
            "music": str(self.music) if self.music else None,
        }  # fmt: skip


def order_from(routine: str, values: Mapping[str, Any]) -> Order:
    """The order of a session that was kept. Raises PlanError where it was kept by another version, or is damaged."""
    try:
        given = dict(values["choice"])
        names = {name: tuple(map(str, given[name])) for name in ("wanted", "only")}
        sides = tuple(side for side in given["sides"] if side in SIDES)
        choice = Selection(
            **names, start=str(given["start"]), sides=sides or SIDES, rate=float(given["rate"]),
            calls=_one_of(given["calls"], Calls),
        )  # fmt: skip
        target, music = values["target"], values["music"]
        return Order(
            routine, choice, None if target is None else int(target), _one_of(values["ears"], Routing),
            Path(music) if music else None,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise PlanError(f"How '{routine}' was begun is not known any more: start it anew without --resume.") from error


def edits_as_values(edits: Edits, spent: int) -> dict[str, Any]:
    """Edits in plain values; `spent`: milliseconds gone by."""
    added = {str(segment): length for segment, length in (edits.added or {}).items()}
    return {"slots": list(edits.slots) if edits.slots else None, "added": added, "spent": spent}


def edits_from(values: Mapping[str, Any], segments: int) -> Edits:
    """The edits of a session that was kept, if they are of a plan of so many steps; else none."""
    try:
        slots = values["slots"] and tuple(None if slot is None else int(slot) for slot in values["slots"])
        added = {int(segment): int(length) for segment, length in values["added"].items()}
        spent = int(values["spent"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return Edits()
    fits = (not slots or len(slots) == segments) and all(0 <= segment < segments for segment in added)
    return Edits(slots or None, added, spent) if fits else Edits(spent=spent)


def _one_of(value: Any, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(value)
    return value
