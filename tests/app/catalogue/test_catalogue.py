"""A catalogue made on one machine, or in shares."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from coach.app.catalogue.catalogue import Catalogue, Jobs
from coach.app.catalogue.job import CatalogueEntry, Workplace
from coach.app.catalogue.records import RECORDS, session_marks
from coach.app.catalogue.session_maker import SessionMaker
from coach.errors import MusicError, OutputError, VoiceError
from coach.session import open_session
from coach.session_request import SessionRequest
from coach.storage.object_store import open_object_store
from tests.app.catalogue.workshop import local_files, made, outcomes, requests, settings
from tests.object_server import ObjectServer


def at(out: object, **given: object) -> Workplace:
    """A workplace for small files."""
    return Workplace(str(out), "flac", **given)  # type: ignore[arg-type]


def test_each_combination_is_a_file(tmp_path: Path) -> None:
    """Each routine is made in each length and guidance; a length that it cannot have is left out, and said."""
    given = settings(tmp_path)
    catalogue = Catalogue(at(tmp_path / "out"), requests(16, 38, guidances=("learn", "know")))
    assert len(Jobs(catalogue, given)) == 8
    found = outcomes(catalogue, given)
    assert found == {
        "one-0-min-16-s-learn": "made", "one-0-min-16-s-know": "made",
        "one-0-min-38-s-learn": "out of reach", "one-0-min-38-s-know": "out of reach",
        "two-0-min-16-s-learn": "made", "two-0-min-16-s-know": "made",
        "two-0-min-38-s-learn": "made", "two-0-min-38-s-know": "made",
    }  # fmt: skip
    files = {path.stem for path in (tmp_path / "out").glob("*.flac")}
    assert files == {name for name, outcome in found.items() if outcome == "made"}


def test_a_second_run_makes_only_what_changed(tmp_path: Path) -> None:
    """What is recorded is not made again; a changed script, a new title, a deleted file or record is."""
    given, catalogue = settings(tmp_path), Catalogue(at(tmp_path / "out"), requests(None, 16))
    names = {"one", "two", "one-0-min-16-s", "two-0-min-16-s"}
    assert outcomes(catalogue, given) == dict.fromkeys(names, "made")
    assert outcomes(catalogue, given) == dict.fromkeys(names, "there")
    script = tmp_path / "scripts" / "one.md"
    script.write_text(script.read_text("utf-8").replace("for: self", "for: self\ntitle: The first"), "utf-8")
    (tmp_path / "out" / "two.flac").unlink()
    for path in (tmp_path / "out" / RECORDS).glob("two-0-min*"):
        path.unlink()
    assert outcomes(catalogue, given) == dict.fromkeys(names, "made")
    (old,) = (tmp_path / "out" / RECORDS).glob("one.flac.*")
    (old.parent / f"one.flac.{'0' * 40}.json").write_bytes(old.read_bytes())
    assert outcomes(catalogue, given) == dict.fromkeys(names, "there") | {"one": "made"}
    assert len(list((tmp_path / "out" / RECORDS).glob("one.flac.*"))) == 1


def test_a_catalogue_of_yesterday_is_known(tmp_path: Path) -> None:
    """Files that an older program listed in one file are not made again, until their script changes."""
    given, out = settings(tmp_path), tmp_path / "out"
    out.mkdir()
    marks = {}
    for name in ("one", "two"):
        (out / f"{name}.flac").write_bytes(b"of yesterday")
        session = open_session(name, given)
        with session.voicer() as voicer:
            marks[f"{name}.flac"] = session_marks(session, voicer, "flac", captions=False)[1]
    (out / ".coach.json").write_text(json.dumps(marks), "utf-8")
    assert outcomes(Catalogue(at(out)), given) == {"one": "there", "two": "there"}
    script = tmp_path / "scripts" / "one.md"
    before = script.read_text("utf-8")
    script.write_text(before.replace("deep", "soft"), "utf-8")
    assert outcomes(Catalogue(at(out)), given) == {"one": "made", "two": "there"}
    script.write_text(before, "utf-8")
    assert outcomes(Catalogue(at(out)), given) == {"one": "made", "two": "there"}


def marks(folder: Path, request: SessionRequest | None = None) -> tuple[str, str]:
    """The marks of a session with one step."""
    (folder / "x.md").write_text("- Hold. (9s)\n", "utf-8")

    class Speaks:
        def fingerprint(self) -> str:
            return "voice"

    session = open_session(str(folder / "x.md"), settings(folder), request)
    return session_marks(session, Speaks(), "mp3", captions=False)  # type: ignore[arg-type]


def test_the_marks_are_what_they_were(tmp_path: Path) -> None:
    """The marks by which older catalogues are known have not changed."""
    assert marks(tmp_path) == (
        "34950d3b99c064922312bc03641b50eb4054f8aa",
        "1c9423ccb0d138f459aee76b9a705b8cd2f457d0a10c7081fe70da1d8121c546",
    )


def test_other_music_of_the_same_name_is_another_session(tmp_path: Path) -> None:
    """Replaced by another file, or added to, music changes the marks; touched or moved, it does not."""
    calm, moved = tmp_path / "calm", tmp_path / "moved"
    calm.mkdir()
    (calm / "1.wav").write_bytes(b"one")
    first = marks(tmp_path, SessionRequest(music=calm))
    os.utime(calm / "1.wav", (0, 0))
    assert marks(tmp_path, SessionRequest(music=calm)) == first
    (calm / "1.wav").write_bytes(b"another")
    other = marks(tmp_path, SessionRequest(music=calm))
    (calm / "2.wav").write_bytes(b"one")
    both = marks(tmp_path, SessionRequest(music=calm))
    calm.rename(moved)
    assert marks(tmp_path, SessionRequest(music=moved)) == both
    assert len({*first, *other, *both}) == 6
    with pytest.raises(MusicError, match="no file or folder"):
        marks(tmp_path, SessionRequest(music=calm))


def test_shares_make_the_whole_between_them(tmp_path: Path) -> None:
    """Of three shares made at once, into one folder from one store, each session is made by one, as on one machine."""
    asked = requests(16, 19)
    expected = local_files(tmp_path, asked)
    given = settings(tmp_path)
    found: list[CatalogueEntry] = []

    def make(number: int) -> None:
        place = at(tmp_path / "out", store=str(tmp_path / "store"), cache_dir=str(tmp_path / f"cache {number}"))
        found.extend(made(Catalogue(place, asked, shard=(number, 3)), given))

    threads = [threading.Thread(target=make, args=(number,)) for number in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(f"{entry.name}.flac" for entry in found) == sorted(expected)
    assert {entry.outcome for entry in found} == {"made"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").glob("*.flac")} == expected


def test_a_catalogue_in_a_store(s3: ObjectServer, tmp_path: Path) -> None:
    """Clips and files in a store: the files are those of one machine, and a second run makes nothing."""
    expected = local_files(tmp_path)
    address = f"s3://bucket/{tmp_path.name}"
    catalogue = Catalogue(at(f"{address}/out", store=address, captions=True))
    assert set(outcomes(catalogue, settings(tmp_path)).values()) == {"made"}
    assert set(outcomes(catalogue, settings(tmp_path)).values()) == {"there"}
    store = open_object_store(f"{address}/out")
    assert {name: store.get(name) for name in expected} == expected
    assert (store.get("one.vtt") or b"").startswith(b"WEBVTT")
    clips = [count for name, count in s3.told().created.items() if "/clips/" in name]
    assert clips
    assert set(clips) == {1}


def test_what_a_killed_worker_left_is_deleted(
    s3: ObjectServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that were not sent to the store are deleted after a day, and no others in that folder."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for name in ("coach-session-old", "coach-session-new", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.mp3").write_bytes(b"half")
        if name != "coach-session-new":
            os.utime(tmp_path / name, (1_000_000, 1_000_000))
    with SessionMaker(at(f"s3://bucket/{tmp_path.name}"), settings(tmp_path)):
        left = {path.name for path in tmp_path.iterdir()}
    assert left == {"coach-session-new", "mine", "scripts"}


def test_what_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    """A voice that is not here, or a folder that cannot be, stops all; two scripts for one file, the second."""
    given = settings(tmp_path)
    with pytest.raises(VoiceError, match="There is no voice 'nobody'"):
        Jobs(Catalogue(at(tmp_path / "out"), voices=("nobody",)), given)
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="is a file, where a folder"):
        list(made(Catalogue(at(tmp_path / "file")), given))
    (tmp_path / "scripts" / "ONE.md").write_text("- Hold. (9s)\n", "utf-8")
    (failed,) = Jobs(Catalogue(at(tmp_path / "out")), given).failed
    assert "would have the name of that of ONE.md. Rename one" in failed.reason


def test_several_voices(tmp_path: Path) -> None:
    """Each voice gives a file whose name says so."""
    catalogue = replace(Catalogue(at(tmp_path / "out")), voices=("heart", "piper:en_US-joe-medium"))
    assert set(outcomes(catalogue, settings(tmp_path))) == {
        "one-heart", "two-heart", "one-piper-en_US-joe-medium", "two-piper-en_US-joe-medium",
    }  # fmt: skip
    assert len({path.read_bytes() for path in (tmp_path / "out").glob("one-*.flac")}) == 2
