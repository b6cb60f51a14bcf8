"""The audio cache."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import subprocess
import sys
import time
import wave
from pathlib import Path

import numpy as np
import pytest

from coach.errors import CacheError
from coach.speech.cache import ClipCache, clip_key
from coach.units import SAMPLE_RATE


def clip(seconds: float = 0.5, seed: int = 0) -> np.ndarray:
    """A clip of noise."""
    count = round(seconds * 1000) * SAMPLE_RATE // 1000
    return np.random.default_rng(seed).integers(-9000, 9000, count, np.int16)


def key(name: object) -> str:
    """The name of a clip."""
    return clip_key(name)


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    """An empty cache."""
    return ClipCache(tmp_path / "cache")


def test_what_is_stored_is_what_is_loaded(cache: ClipCache) -> None:
    """A clip comes back to the sample, its length is known from outside, and any program can open its file."""
    cache.store(key("a"), clip())
    loaded = cache.load(key("a"))
    assert loaded is not None
    assert np.array_equal(loaded, clip())
    assert cache.length(key("a")) == 500
    with wave.open(str(cache.folder / f"{key('a')}.wav")) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (SAMPLE_RATE, 1, len(clip()))


def test_what_is_not_there_is_none(cache: ClipCache) -> None:
    """A clip never stored is None, also where there is no folder yet."""
    assert cache.load(key("a")) is None
    assert cache.length(key("a")) is None
    assert cache.info().clips == 0


@pytest.mark.parametrize("harm", ["truncate", "flip", "empty", "grow", "text"])
def test_a_broken_clip_is_never_played(cache: ClipCache, harm: str) -> None:
    """However a file is damaged, it is noticed, and storing the clip again mends it."""
    cache.store(key("a"), clip())
    path = cache.folder / f"{key('a')}.wav"
    raw = bytearray(path.read_bytes())
    if harm == "flip":
        raw[len(raw) // 2] ^= 1
    broken: dict[str, bytes | bytearray] = {
        "truncate": raw[:-100],
        "flip": raw,
        "empty": b"",
        "grow": raw + b"x",
        "text": b"RIFF" * 50,
    }
    path.write_bytes(broken[harm])
    assert cache.load(key("a")) is None
    cache.store(key("a"), clip(seed=1))
    assert np.array_equal(np.asarray(cache.load(key("a"))), clip(seed=1))


def test_the_first_to_store_decides(cache: ClipCache) -> None:
    """Of two that make the same clip, the second gets the first's, so that both hear the same clock."""
    assert np.array_equal(cache.store(key("a"), clip(seed=1)), clip(seed=1))
    assert np.array_equal(cache.store(key("a"), clip(0.7, seed=2)), clip(seed=1))


def test_two_processes_at_once(cache: ClipCache) -> None:
    """Many processes storing the same clips leave whole clips and nothing else."""
    code = (
        "import sys; from pathlib import Path; from tests.speech.test_cache import clip, key\n"
        "from coach.speech.cache import ClipCache\n"
        "cache = ClipCache(Path(sys.argv[1]))\n"
        "for n in range(40): cache.store(key(n), clip(seed=int(sys.argv[2])))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(cache.folder), str(seed)]) for seed in range(4)]
    assert [process.wait() for process in running] == [0] * 4
    assert cache.verify() == []
    assert sorted(path.name for path in cache.folder.iterdir()) == sorted(f"{key(n)}.wav" for n in range(40))


def test_killed_in_the_middle_of_writing(cache: ClipCache) -> None:
    """After kill -9 at any moment, every clip there is whole, and what was unfinished can be swept up."""
    code = (
        "import sys; from pathlib import Path; from tests.speech.test_cache import clip, key\n"
        "from coach.speech.cache import ClipCache\n"
        "cache = ClipCache(Path(sys.argv[1])); print('go', flush=True)\n"
        "n = 0\n"
        "while True: cache.store(key(n), clip(20, n)); n += 1\n"
    )
    for delay in (0.02, 0.05, 0.09):
        with subprocess.Popen([sys.executable, "-c", code, str(cache.folder)], stdout=subprocess.PIPE) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
    assert cache.verify() == []
    old = time.time() - 7200
    for stray in cache.folder.glob(".*.part"):
        os.utime(stray, (old, old))
    cache.verify()
    assert not list(cache.folder.glob(".*.part"))


def test_a_full_disk_is_one_sentence(cache: ClipCache) -> None:
    """Where a clip does not fit, there is one sentence, no half clip, and what was there stays."""
    cache.store(key("small"), clip(0.1))
    kept = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, kept[1]))
    try:
        with pytest.raises(CacheError, match=r"cache folder .* cannot be written \(file too large\)"):
            cache.store(key("large"), clip(5))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, kept)
        signal.signal(signal.SIGXFSZ, handler)
    assert [path.name for path in cache.folder.iterdir()] == [f"{key('small')}.wav"]
    assert cache.load(key("small")) is not None


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """A cache in a place that cannot hold one says so when it stores, and holds nothing until then."""
    (tmp_path / "file").write_text("")
    cache = ClipCache(tmp_path / "file" / "cache")
    assert cache.load(key("a")) is None
    with pytest.raises(CacheError, match="cannot be written"):
        cache.store(key("a"), clip())


def test_prune_takes_the_longest_unused(cache: ClipCache) -> None:
    """Pruning deletes the clips longest unused until the rest fits; clearing deletes all."""
    for age, letter in enumerate("abc"):
        cache.store(key(letter), clip())
        then = time.time() - 1000 * (3 - age)
        os.utime(cache.folder / f"{key(letter)}.wav", (then, then))
    size = cache.info().bytes
    assert cache.prune(size) == 0
    assert cache.prune(size - 1) == 1
    assert cache.load(key("a")) is None
    assert cache.clear() == 2
    assert cache.info().clips == 0


def test_what_is_not_ours_is_never_touched(cache: ClipCache) -> None:
    """A person's own recording in the folder is not counted, found broken, pruned or cleared."""
    cache.store(key("a"), clip())
    for name in ("client.wav", "pace-notes.json", ".draft.part"):
        (cache.folder / name).write_bytes(b"mine")
        os.utime(cache.folder / name, (1_000_000, 1_000_000))
    assert cache.info().clips == 1
    assert cache.verify() == []
    cache.prune(0)
    cache.clear()
    assert sorted(path.name for path in cache.folder.iterdir()) == [".draft.part", "client.wav", "pace-notes.json"]


def test_using_a_clip_keeps_it_young(cache: ClipCache) -> None:
    """A clip loaded today counts as used today."""
    cache.store(key("a"), clip())
    path = cache.folder / f"{key('a')}.wav"
    os.utime(path, (1_000_000, 1_000_000))
    cache.load(key("a"))
    assert time.time() - path.stat().st_mtime < 100


def test_everything_that_shapes_a_clip_is_in_its_name() -> None:
    """Another voice, language, word or pace is another clip; the same is the same."""
    keys = {clip_key(1, "voice", "en", "words", 110), clip_key(1, "voice", "en", "words", 111),
            clip_key(1, "voice", "en", "word", 110), clip_key(1, "voice", "de", "words", 110),
            clip_key(1, "other", "en", "words", 110), clip_key(2, "voice", "en", "words", 110)}  # fmt: skip
    assert len(keys) == 6
    assert clip_key(1, "voice") == clip_key(1, "voice")


def test_a_cache_of_yesterday(cache: ClipCache) -> None:
    """The name of a clip and every byte of its file are what they always were, so that old caches are found."""
    assert clip_key(1, "voice", "en", "words", 110) == "02d99f7adc25995c03f0f88e34c57abc4f6291fe"
    cache.store("0" * 40, np.arange(24, dtype=np.int16))
    assert (
        hashlib.sha256((cache.folder / f"{'0' * 40}.wav").read_bytes()).hexdigest()
        == "90d93b2e232dc509be66a109c89a386fa710f1faf159a21bc430c2b8c4bf058b"
    )
