"""The list of players, and the choice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.errors import NoDevice, PlayerError, nearest
from coach.output.players.miniaudio import MiniaudioPlayer
from coach.output.players.pipe import AplayPlayer, PaplayPlayer, PwCatPlayer
from coach.output.players.pulse import PulsePlayer
from coach.output.players.silent import SilentPlayer
from coach.output.players.simpleaudio import SimpleaudioPlayer

if TYPE_CHECKING:
    from coach.output.players.player import Player

PLAYERS: dict[str, type[Player]] = {
    "pulse": PulsePlayer,
    "miniaudio": MiniaudioPlayer,
    "simpleaudio": SimpleaudioPlayer,
    "pw-cat": PwCatPlayer,
    "paplay": PaplayPlayer,
    "aplay": AplayPlayer,
    "silent": SilentPlayer,
}
"""Best first; the last one is only used by name."""


def choose_player(name: str | None = None, device: str | None = None) -> Player:
    """The named player, or the best available one, to play on the device with `device` in its name.

    Raises PlayerError, listing the players or the devices; NoDevice.
    """
    kind = _best(choosing=bool(device)) if name is None else player_named(name)
    player = kind()
    if device:
        player.play_on(device)
    return player


def player_named(name: str) -> type[Player]:
    """The kind of player called `name`. Raises PlayerError if there is none, or not on this machine."""
    if name not in PLAYERS:
        raise PlayerError(f"There is no player '{name}'; there are {', '.join(PLAYERS)}.{nearest(name, PLAYERS)}")
    if not PLAYERS[name].is_available():
        raise PlayerError(f"The player '{name}' is not installed here: {PLAYERS[name].install}.")
    return PLAYERS[name]


def _best(*, choosing: bool) -> type[Player]:
    for kind in [*PLAYERS.values()][:-1]:
        if kind.is_available() and (kind.chooses_device or not choosing) and kind.works():
            return kind
    raise NoDevice("No player is installed here that can reach the loudspeaker.")
