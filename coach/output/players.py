"""The players: which there are, and the one to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import NoDevice, PlayerError, nearest
from coach.output.miniaudio import MiniaudioPlayer
from coach.output.silent import SilentPlayer
from coach.output.simpleaudio import SimpleaudioPlayer

if TYPE_CHECKING:
    from coach.output.player import Player

PLAYERS: dict[str, type[Player]] = {
    "miniaudio": MiniaudioPlayer,
    "simpleaudio": SimpleaudioPlayer,
    "silent": SilentPlayer,
}
"""Best first; the last is only ever used by name."""


def choose_player(name: str | None = None) -> Player:
    """The player asked for, or the best that is installed. Raises PlayerError, NoDevice."""
    if name is not None:
        if name not in PLAYERS:
            raise PlayerError(f"There is no player '{name}'; there are {', '.join(PLAYERS)}.{nearest(name, PLAYERS)}")
        if not PLAYERS[name].is_available():
            raise PlayerError(f"The player '{name}' is not installed here: pip install {name}.")
        return PLAYERS[name]()
    for kind in (MiniaudioPlayer, SimpleaudioPlayer):
        if kind.is_available():
            return kind()
    raise NoDevice("No player is installed here that can reach the loudspeaker.")
