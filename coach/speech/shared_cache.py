"""Clips in a store that many machines share, with a folder of this machine in front of it."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from coach.errors import CacheError
from coach.speech.cache import ClipCache
from coach.speech.clip_file import decoded, encoded
from coach.storage.store_identity import store_identity
from coach.units import SAMPLES_PER_MS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from coach.storage.object_store import ObjectStore

IDENTITY = "coach-store.json"
"""The object that names a store, so that no folder is taken for the front of another one, or of one cleared since."""
CLIPS = "clips"
FRONTS = "stores"
"""The folder of the fronts, in the folder of the cache."""

_AT_ONCE = 16
"""Requests at a time: each mostly waits."""


class SharedClipCache:
    """Implements ClipStore: each clip is created in the store if absent, so that the first one made wins everywhere.

    A clip is read from the store once, and then from the front. `fetch` asks the store again for what was absent;
    `length` and `load` do not.
    """

    def __init__(self, objects: ObjectStore, cache: Path) -> None:
        """`cache`: the folder of this machine's audio cache. Raises ObjectStoreError."""
        self._objects = objects
        self.identity = store_identity(objects, IDENTITY)
        """The name of the store itself, the same on every machine."""
        self._front = ClipCache(cache / FRONTS / self.identity)
        self._absent: set[str] = set()
        self.folder = self._front.folder

    def fetch(self, keys: Iterable[str]) -> None:
        """Bring clips to the front. Raises ObjectStoreError."""
        wanted = [key for key in dict.fromkeys(keys) if self._front.length(key) is None]
        self._absent.difference_update(wanted)
        if wanted:
            with ThreadPoolExecutor(min(_AT_ONCE, len(wanted)), thread_name_prefix="clips") as pool:
                for _ in pool.map(self._from_store, wanted):
                    pass

    def length(self, key: str) -> int | None:
        """The length of a clip in milliseconds; None if there is none. Raises ObjectStoreError."""
        length = self._front.length(key)
        if length is None and (clip := self._from_store(key)) is not None:
            length = len(clip) // SAMPLES_PER_MS
        return length

    def load(self, key: str) -> NDArray[np.int16] | None:
        """The clip; None if there is none or it is damaged. Raises ObjectStoreError."""
        clip = self._front.load(key)
        return self._from_store(key) if clip is None else clip

    def store(self, key: str, clip: NDArray[np.int16]) -> NDArray[np.int16]:
        """Store a clip; returns the one that is stored now. Raises ObjectStoreError."""
        name, data = _name(key), encoded(clip)
        while not self._objects.create(name, data):
            raw = self._objects.get(name)
            if raw is None:
                continue  # deleted in the meantime
            first = decoded(raw)
            if first is not None:
                clip = first
                break
            if self._objects.swap(name, raw, data):  # it was damaged
                break
        self._absent.discard(key)
        self._keep(key, clip)
        return clip

    def prune(self, limit: int) -> int:
        """Delete the least recently used clips of the front until at most `limit` bytes are left; returns how many."""
        return self._front.prune(limit)

    def _from_store(self, key: str) -> NDArray[np.int16] | None:
        if key in self._absent:
            return None
        raw = self._objects.get(_name(key))
        clip = None if raw is None else decoded(raw)
        if clip is None:
            self._absent.add(key)
        else:
            self._keep(key, clip)
        return clip

    def _keep(self, key: str, clip: NDArray[np.int16]) -> None:
        with contextlib.suppress(CacheError):  # a full disk in front only means that the store is asked again
            self._front.store(key, clip)


def _name(key: str) -> str:
    return f"{CLIPS}/{key}.wav"
