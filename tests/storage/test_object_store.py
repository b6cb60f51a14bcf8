"""Object stores: a folder, and S3 as moto has it."""

from __future__ import annotations

import socket
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from coach.errors import ObjectStoreError
from coach.storage.object_store import ObjectStore, open_object_store
from tests.object_server import KEY, SECRET, Fault, ObjectServer


@pytest.fixture(params=["folder", "file", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    """An empty store of each kind."""
    if request.param == "s3":
        request.getfixturevalue("s3")
        return open_object_store(f"s3://bucket/{tmp_path.name}")
    path = tmp_path / "a store"
    return open_object_store(path.as_uri() if request.param == "file" else str(path))


def test_the_first_to_create_wins(store: ObjectStore) -> None:
    """Of many that create an object at once exactly one does, and all read that one's."""
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda number: store.create("clips/a", b"%d" % number), range(24)))
    assert won.count(True) == 1
    assert store.get("clips/a") == b"%d" % won.index(True)


def test_objects_are_kept_listed_and_deleted(store: ObjectStore, tmp_path: Path) -> None:
    """Objects come back as they were stored, are listed by folder with their sizes, and go when deleted."""
    assert store.get("clips/a") is None
    assert dict(store.sizes("clips")) == {}
    large = tmp_path / "large"
    large.write_bytes(bytes(range(256)) * 30_000)
    store.put_file("files/l.mp3", large)
    store.replace("files/l.mp3.json", b"{}")
    assert store.create("clips/a", b"one")
    assert not store.create("clips/a", b"two")
    store.replace("clips/b", b"")
    assert dict(store.sizes("files")) == {"files/l.mp3": 7_680_000, "files/l.mp3.json": 2}
    store.replace("top it's 50% [new] ~Ä#.mp3", b"123")
    assert dict(store.sizes("")) == {"top it's 50% [new] ~Ä#.mp3": 3}
    assert store.get_file("files/l.mp3", tmp_path / "back")
    assert (tmp_path / "back").read_bytes() == large.read_bytes()
    assert not store.get_file("files/none", tmp_path / "none")
    assert not (tmp_path / "none").exists()
    for _ in range(2):
        store.delete("clips/a")
    assert store.get("clips/a") is None


def test_only_what_was_seen_is_swapped(store: ObjectStore) -> None:
    """A damaged object is mended once: who saw an older content changes nothing."""
    store.replace("a", b"damaged")
    assert store.swap("a", b"damaged", b"whole")
    assert not store.swap("a", b"damaged", b"other")
    assert not store.swap("none", b"", b"other")
    assert store.get("a") == b"whole"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("", "is empty"),
        ("ftp://host/x", "cannot begin with ftp://"),
        ("s3:///x", "names no bucket"),
        (f"s3://{KEY}:{SECRET}@bucket/x", "must not hold a key"),
        (f"az://container/x?sig={SECRET}", "must not hold a key"),
        (f"s3://[{SECRET}/x", "not the address of a store"),
    ],
)
def test_an_address_that_cannot_be_used(address: str, said: str) -> None:
    """It is refused in a sentence that does not repeat a key."""
    with pytest.raises(ObjectStoreError, match=said) as caught:
        open_object_store(address)
    assert SECRET not in str(caught.value)


def test_a_moment_of_trouble_is_waited_out(s3: ObjectServer) -> None:
    """A server that fails a few times, or is slow, only delays."""
    store = open_object_store("s3://bucket/trouble")
    s3.faults(Fault(status=500, times=2), Fault("GET", status=503, times=2), Fault("PUT", status=0, delay=0.5))
    assert store.create("a", b"one")
    assert store.get("a") == b"one"


def test_what_the_service_says_is_never_shown(s3: ObjectServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused credentials, a wrong clock, a full store, no bucket: each a sentence of ours, without its words."""
    monkeypatch.setattr("coach.storage.remote_store._RETRIES", 1)
    store = open_object_store("s3://bucket/told")
    s3.faults(
        Fault(path="clock", status=403, code="RequestTimeTooSkewed"), Fault(path="full", status=507, code="StoreIsFull")
    )
    missing = open_object_store("s3://missing/told")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody")
    other = open_object_store("s3://bucket/told")
    for bad, name, said in (
        (store, "clock", "clock of this machine is wrong"),
        (store, "full", r"\(StoreIsFull, status 507\)"),
        (other, "a", r"\(InvalidAccessKeyId, status 403\): it refuses the credentials"),
        (missing, "a", "no such bucket"),
    ):
        with pytest.raises(ObjectStoreError, match=said) as caught:
            bad.create(name, b"x")
        error: BaseException | None = caught.value
        assert error is not None
        assert error.__cause__ is None
        assert error.__suppress_context__
        assert not {word for word in (SECRET, "Signature", "Authorization") if word in str(error)}


def test_a_store_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing answers, a sentence says what to check."""
    pytest.importorskip("obstore")
    monkeypatch.setattr("coach.storage.remote_store._RETRIES", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        with pytest.raises(ObjectStoreError, match="does not answer"):
            open_object_store("s3://bucket/x").get("a")


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where obstore is not installed, a sentence has the command that installs it."""
    monkeypatch.setitem(sys.modules, "obstore", None)
    with pytest.raises(ObjectStoreError, match=r"s3://bucket/x needs the package obstore\. Install it: .*obstore"):
        open_object_store("s3://bucket/x")


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """A file in the way is a sentence, for each thing that is done."""
    (tmp_path / "file").write_text("")
    store = open_object_store(str(tmp_path / "file" / "store"))
    assert store.get("a") is None
    with pytest.raises(ObjectStoreError, match="cannot be written"):
        store.create("a", b"")
    with pytest.raises(ObjectStoreError, match="cannot be written"):
        store.put_file("a", tmp_path / "file")
