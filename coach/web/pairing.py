"""Which devices may use the page: each was let in once, with a key that works once."""

from __future__ import annotations

import hashlib
import json
import secrets
import threading
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from coach.errors import OutputError, reason
from coach.storage import atomic
from coach.web.endpoint import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY_SECONDS = 15 * 60
"""How long a key works."""
COOKIE_SECONDS = 180 * 24 * 3600
"""How long a device stays let in after it was last used."""
_FRESH_SECONDS = 24 * 3600
"""How exactly the last use is stored."""
_MOST = 100


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """A device that was let in."""

    mark: str
    """A hash of its cookie: who reads the file can not pretend to be the device."""
    name: str
    used: float
    """When it was last used, in seconds since 1970."""


class Pairing:
    """Keys and devices. The devices are kept in a file that only its owner can read. Safe to use from any thread."""

    def __init__(self, file: Path, now: Callable[[], float] = time.time) -> None:
        self._file, self._now, self._turn = file, now, threading.Lock()
        self._keys: dict[str, float] = {}
        self._devices = {device.mark: device for device in _read(file)}

    def new_key(self) -> str:
        """A key that lets one device in, within 15 minutes."""
        now, key = self._now(), secrets.token_urlsafe(16)
        with self._turn:
            self._keys = {known: until for known, until in self._keys.items() if until > now}
            self._keys[_mark(key)] = now + KEY_SECONDS
        return key

    def let_in(self, key: str, name: str) -> str:
        """Exchange a key for the value of a cookie.

        Raises Refused if the key is wrong, used or too old; OutputError if the device cannot be stored: the key then
        still works.
        """
        now = self._now()
        with self._turn:
            until = self._keys.get(_mark(key))
            if until is None or until < now:
                raise Refused(
                    "This link was used already, or is too old. Ask for a new one on a device that is in, "
                    "under Devices; or type `coach open` once more.", 403,
                )  # fmt: skip
            value = secrets.token_urlsafe(32)
            before = self._devices
            self._devices = before | {_mark(value): PairedDevice(_mark(value), name[:80], now)}
            try:
                self._save()
            except OutputError:
                self._devices = before
                raise
            del self._keys[_mark(key)]
        return value

    def knows(self, value: str) -> bool:
        """Whether a cookie is that of a device that was let in."""
        if not value:
            return False
        mark, now = _mark(value), self._now()
        with self._turn:
            device = self._devices.get(mark)
            if device is None or self._is_out(device):
                return False
            if now - device.used > _FRESH_SECONDS:
                self._devices[mark] = PairedDevice(mark, device.name, now)
                with suppress(OutputError):
                    self._save()
        return True

    def devices(self) -> list[PairedDevice]:
        """The devices that may use the page, the one used last first."""
        with self._turn:
            return self._current()

    def put_out(self, mark: str) -> None:
        """A device, or with an empty `mark` every device, may not use the page any more.

        Raises OutputError if that cannot be stored: it is out until the page is opened anew.
        """
        with self._turn:
            if mark:
                self._devices.pop(mark, None)
            else:
                self._devices.clear()
            self._save()

    def mark_of(self, value: str) -> str:
        """The mark of a cookie."""
        return _mark(value)

    def _is_out(self, device: PairedDevice) -> bool:
        return self._now() - device.used > COOKIE_SECONDS

    def _current(self) -> list[PairedDevice]:
        found = [device for device in self._devices.values() if not self._is_out(device)]
        return sorted(found, key=lambda device: -device.used)[:_MOST]

    def _save(self) -> None:
        """Store the devices, but not those that are out, or surplus. Raises OutputError."""
        kept = self._current()
        try:
            atomic.replace(self._file, json.dumps([asdict(device) for device in kept]).encode())
        except OSError as error:
            raise OutputError(
                f"Cannot write {self._file}: {reason(error)}. Make room or permit it, then try again."
            ) from error
        self._devices = {device.mark: device for device in kept}


def _mark(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()


def _read(file: Path) -> list[PairedDevice]:
    """The stored devices; none if there is no file, or a damaged one: then each is let in anew."""
    try:
        stored = json.loads(file.read_text("utf-8"))
        return [PairedDevice(str(one["mark"]), str(one["name"]), float(one["used"])) for one in stored]
    except (OSError, ValueError, TypeError, KeyError):
        return []
