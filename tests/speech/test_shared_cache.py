"""Clips that many machines share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from coach.errors import ObjectStoreError
from coach.plan import Utterance
from coach.speech.cache import clip_key
from coach.speech.clip_file import encoded
from coach.speech.humming import Humming
from coach.speech.shared_cache import FRONTS, IDENTITY, SharedClipCache
from coach.speech.voicing import Voicer
from coach.storage.folder_store import FolderStore
from coach.storage.object_store import ObjectStore, open_object_store
from tests.object_server import Fault, ObjectServer
from tests.speech.test_cache import clip

KEY = clip_key("a")
NAME = f"clips/{KEY}.wav"


@pytest.fixture(params=["folder", "s3"])
def objects(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind."""
    if request.param == "s3":
        request.getfixturevalue("s3")
        return open_object_store(f"s3://bucket/{tmp_path.name}")
    return FolderStore(tmp_path / "store")


def machines(objects: ObjectStore, tmp_path: Path) -> tuple[SharedClipCache, SharedClipCache]:
    """The caches of two machines with the same store."""
    return SharedClipCache(objects, tmp_path / "one"), SharedClipCache(objects, tmp_path / "two")


def test_the_first_clip_wins_everywhere(objects: ObjectStore, tmp_path: Path) -> None:
    """Of two machines that make the same clip, both end with the first one's, and read it from their own folder."""
    one, two = machines(objects, tmp_path)
    one.fetch([KEY])
    two.fetch([KEY])
    assert (one.length(KEY), two.length(KEY), two.load(KEY)) == (None, None, None)
    one.store(KEY, clip(seed=1))
    assert np.array_equal(two.store(KEY, clip(0.7, seed=2)), clip(seed=1))
    objects.delete(NAME)
    for cache in (one, two):
        assert cache.length(KEY) == 500
        assert np.array_equal(np.asarray(cache.load(KEY)), clip(seed=1))


def test_what_another_made_is_fetched_once(objects: ObjectStore, tmp_path: Path) -> None:
    """What was absent is asked for again at the next session, and then read from the folder in front."""
    one, two = machines(objects, tmp_path)
    two.fetch([KEY])
    one.store(KEY, clip())
    assert two.length(KEY) is None
    two.fetch([KEY])
    objects.delete(NAME)
    assert two.length(KEY) == 500


@pytest.mark.parametrize("harm", ["truncated", "flipped", "empty", "foreign"])
def test_a_damaged_object_is_noticed_and_mended(objects: ObjectStore, tmp_path: Path, harm: str) -> None:
    """What is no whole clip of ours is never played; whoever makes the clip again mends it, for all."""
    raw = bytearray(encoded(clip()))
    raw[2000] ^= 1
    objects.replace(
        NAME,
        {"truncated": encoded(clip())[:-10], "flipped": bytes(raw), "empty": b"", "foreign": b"RIFF" * 99}[harm],
    )
    one, two = machines(objects, tmp_path)
    assert (one.length(KEY), one.load(KEY)) == (None, None)
    assert np.array_equal(one.store(KEY, clip(seed=1)), clip(seed=1))
    assert np.array_equal(two.store(KEY, clip(seed=2)), clip(seed=1))


def test_a_damaged_front_is_mended_from_the_store(tmp_path: Path) -> None:
    """A clip damaged on this machine's disk is read from the store again."""
    one, _ = machines(FolderStore(tmp_path / "store"), tmp_path)
    one.store(KEY, clip())
    path = one.folder / f"{KEY}.wav"
    path.write_bytes(path.read_bytes()[:-2] + b"xx")
    assert np.array_equal(np.asarray(one.load(KEY)), clip())
    assert path.read_bytes() == encoded(clip())


def test_a_store_cleared_has_another_front(tmp_path: Path) -> None:
    """A folder in front of a store that was cleared since is not used: its clips may differ from those made anew."""
    objects = FolderStore(tmp_path / "store")
    SharedClipCache(objects, tmp_path / "one").store(KEY, clip(seed=1))
    for name in [*objects.sizes(""), *objects.sizes("clips")]:
        objects.delete(name)
    assert SharedClipCache(objects, tmp_path / "one").load(KEY) is None
    assert len(list((tmp_path / "one" / FRONTS).iterdir())) == 1
    objects.replace(IDENTITY, b"something else")
    with pytest.raises(ObjectStoreError, match="something else under the name"):
        SharedClipCache(objects, tmp_path / "one")


def test_pruning_leaves_what_is_shared(tmp_path: Path) -> None:
    """Trimming deletes from the folder in front alone."""
    one, _ = machines(FolderStore(tmp_path / "store"), tmp_path)
    one.store(KEY, clip())
    assert one.prune(0) == 1
    assert one.length(KEY) == 500


def test_without_a_front_the_store_serves(tmp_path: Path) -> None:
    """A machine whose disk takes nothing still gets and stores clips."""
    (tmp_path / "file").write_text("")
    cache = SharedClipCache(FolderStore(tmp_path / "store"), tmp_path / "file")
    assert np.array_equal(cache.store(KEY, clip()), clip())
    assert cache.length(KEY) == 500
    assert np.array_equal(np.asarray(cache.load(KEY)), clip())


def test_a_voicer_asks_for_each_clip_once(s3: ObjectServer, tmp_path: Path) -> None:
    """A session costs one request for each clip that is not there, and one to store it; a second machine, one each."""
    objects = open_object_store(f"s3://bucket/{tmp_path.name}")
    lines = [Utterance(f"Line number {number}.", 110) for number in range(20)]
    caches = machines(objects, tmp_path)
    for cache, asked in zip(caches, ({"GET 404": 20, "PUT 200": 20}, {"GET 200": 20}), strict=True):
        s3.told(reset=True)
        voicer = Voicer(Humming(), cache)
        assert len(voicer.lengths(lines)) in (0, 20)
        voicer.make_all(lines, lambda *_: None)
        assert s3.told().requests == asked


def test_a_clip_that_cannot_be_shared_is_an_error(s3: ObjectServer, tmp_path: Path, monkeypatch: object) -> None:
    """A session is not made of clips that no other machine would get."""
    cache, _ = machines(open_object_store(f"s3://bucket/{tmp_path.name}"), tmp_path)
    s3.faults(Fault(path="clips/", status=403, code="AccessDenied"))
    with pytest.raises(ObjectStoreError, match="AccessDenied"):
        Voicer(Humming(), cache).make(Utterance("Breathe out.", 110))
