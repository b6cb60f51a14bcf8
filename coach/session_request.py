"""A session request: all the options of one session, stored so that it can be resumed another day."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from coach.errors import PlanError, SettingsError
from coach.plan import EVERYTHING, SIDES, Selection
from coach.plan.cue import Calls
from coach.plan.selection import OpeningForm
from coach.plan.suiting import Guidance
from coach.script.routine import BedName
from coach.sound.routing import Routing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coach.settings import Settings

RATES = (0.6, 1.5)
"""How much slower or faster than written may be spoken."""


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
    """The background sound; None: from the settings or the script."""
    start_in: int = 0
    """Milliseconds of quiet before the session begins, when it is played."""
    voice: str | None = None
    """The guide's voice; None: from the settings."""
    client_voice: str | None = None
    """The client's voice, or `same` for the guide's; None: from the settings."""

    @property
    def channels(self) -> int:
        """How many channels the sound has: two if split or with music, otherwise one."""
        return 2 if self.routing == "split" or self.music is not None else 1

    def as_values(self) -> dict[str, Any]:
        """The request as plain values, as stored in the database."""
        return {
            "choice": asdict(self.selection), "target": self.target, "ears": self.routing,
            "music": str(self.music) if self.music else None, "bed": self.bed,
            "voice": self.voice, "client_voice": self.client_voice,
        }  # fmt: skip


def request_from_settings(settings: Settings) -> SessionRequest:
    """The request of somebody who asks for nothing. Raises SettingsError."""
    return SessionRequest(replace(EVERYTHING, guidance=checked_guidance(settings.guidance)))


def checked_guidance(name: str) -> Guidance:
    """The guidance named in the settings. Raises SettingsError if there is none of that name."""
    for known in get_args(Guidance):
        if name.strip().lower() == known:
            return cast("Guidance", known)
    raise SettingsError(f"The setting 'guidance' holds '{name}'. It is learn or know.")


def request_from_values(routine: str, values: Mapping[str, Any]) -> SessionRequest:
    """The request of a stored session. Raises PlanError if another version stored it, or it is damaged."""
    try:
        given = dict(values["choice"])
        known = {each.name: given[each.name] for each in fields(Selection) if each.name in given}
        for name in ("wanted", "only"):
            known[name] = tuple(map(str, given[name]))
        known["start"], known["rate"] = str(given["start"]), _rate(given["rate"])
        known["sides"] = tuple(dict.fromkeys(side for side in given["sides"] if side in SIDES)) or SIDES
        known["opening"] = _optional(given.get("opening"), OpeningForm)
        known["calls"] = _one_of(given["calls"], Calls)
        known["guidance"] = _one_of(given.get("guidance", "learn"), Guidance)
        known["client"] = tuple(map(str, given.get("client", ())))
        target, music = values["target"], values["music"]
        return SessionRequest(
            Selection(**known), None if target is None else int(target), _one_of(values["ears"], Routing),
            Path(music) if music else None, _optional(values.get("bed"), BedName),
            voice=_text(values.get("voice")), client_voice=_text(values.get("client_voice")),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise PlanError(
            f"The options that '{routine}' was started with cannot be read: start it again without --resume."
        ) from error


def _rate(value: Any) -> float:
    if not RATES[0] <= float(value) <= RATES[1]:
        raise ValueError(value)
    return float(value)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _one_of(value: Any, kind: Any) -> Any:
    if value not in get_args(kind):
        raise ValueError(value)
    return value


def _optional(value: Any, kind: Any) -> Any:
    return None if value is None else _one_of(value, kind)
