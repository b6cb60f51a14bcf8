"""Voices fetched from a real server over real connections, also ones that break."""

from __future__ import annotations

import hashlib
import json
import resource
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coach.errors import VoiceError
from coach.settings import Settings
from coach.speech import download
from coach.speech.download import RemoteFile, fetch
from coach.speech.fetching import add_voice
from coach.speech.hibari import Hibari, is_available, list_models
from coach.speech.offers import piper_offers
from coach.speech.voice_check import check_voices
from coach.speech.voices import choose_voice
from tests.conftest import Coach, require

CONTENT = bytes(range(256)) * 2000


class Host:
    """A server of files by their paths, that may break connections off and may not know ranges."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.breaks: list[int] = []
        """For each answer to come, after how many bytes it breaks off."""
        self.ranges = True
        self.asked: list[str] = []
        """The range of each request for a file, or nothing."""
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = host.files.get(self.path)
                if content is None:
                    self.send_error(404)
                    return
                wanted = self.headers.get("Range", "")
                host.asked.append(wanted)
                start = int(wanted.removeprefix("bytes=").removesuffix("-") or 0) if host.ranges else 0
                self.send_response(206 if start else 200)
                self.send_header("Content-Length", str(len(content) - start))
                self.end_headers()
                body = content[start:]
                self.wfile.write(body[: host.breaks.pop(0)] if host.breaks else body)

            def log_message(self, *_: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def file(self, folder: Path, content: bytes = CONTENT) -> RemoteFile:
        """A file on it."""
        self.files["/voice.onnx"] = content
        digest = hashlib.sha256(content).hexdigest()
        return RemoteFile(f"{self.url}/voice.onnx", folder / "new" / "voice.onnx", len(content), "sha256", digest)

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def host() -> Iterator[Host]:
    """A server on this machine."""
    server = Host()
    yield server
    server.close()


def left(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def quiet(*_: object) -> None:
    """Show no progress."""


def test_a_file_is_fetched(host: Host, tmp_path: Path) -> None:
    """A file comes to its place whole, its folder is made, and progress is told up to its end."""
    told: list[tuple[str, int, int]] = []
    file = host.file(tmp_path)
    fetch([file], "kore", lambda *each: told.append(each))
    assert file.target.read_bytes() == CONTENT
    assert left(tmp_path) == ["voice.onnx"]
    assert told[-1] == ("kore", len(CONTENT), len(CONTENT))
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)
    fetch([file], "kore", quiet)
    assert len(host.asked) == 1


def test_a_broken_connection_is_taken_up(host: Host, tmp_path: Path) -> None:
    """A connection that breaks is taken up where it broke."""
    file = host.file(tmp_path)
    host.breaks = [100_000, 50_000]
    fetch([file], "kore", quiet)
    assert host.asked == ["", "bytes=100000-", "bytes=150000-"]
    assert file.target.read_bytes() == CONTENT


def test_a_later_run_goes_on(host: Host, tmp_path: Path) -> None:
    """Where it breaks every time nothing is at the place, one sentence says so, and the next run goes on."""
    file = host.file(tmp_path)
    host.breaks = [100_000, 10, 10]
    with pytest.raises(VoiceError, match=r"could not be fetched \(100020 of 512000 bytes came\)\. .* where it stopped"):
        fetch([file], "kore", quiet)
    assert not file.target.exists()
    fetch([file], "kore", quiet)
    assert host.asked[-1] == "bytes=100020-"
    assert file.target.read_bytes() == CONTENT
    assert left(tmp_path) == ["voice.onnx"]


def test_a_server_without_ranges(host: Host, tmp_path: Path) -> None:
    """A server that begins anew is followed."""
    file = host.file(tmp_path)
    host.ranges, host.breaks = False, [100_000]
    fetch([file], "kore", quiet)
    assert file.target.read_bytes() == CONTENT


def test_a_wrong_checksum(host: Host, tmp_path: Path) -> None:
    """What is not what it should be is deleted, and what was there stays."""
    file = host.file(tmp_path)
    file.target.parent.mkdir()
    file.target.write_bytes(b"the old one")
    host.files["/voice.onnx"] = CONTENT[:-1] + b"x"
    with pytest.raises(VoiceError, match="has the wrong checksum"):
        fetch([file], "kore", quiet)
    assert left(tmp_path) == ["voice.onnx"]
    assert file.target.read_bytes() == b"the old one"


def test_files_come_together_or_not_at_all(host: Host, tmp_path: Path) -> None:
    """Where one of several cannot be had, none is at its place."""
    file = host.file(tmp_path)
    other = replace(file, url=f"{host.url}/other.json", target=file.target.with_name("other.json"))
    with pytest.raises(VoiceError, match=r"does not have http.*/other\.json \(404 "):
        fetch([file, other], "kore", quiet)
    assert not file.target.exists()
    assert not other.target.exists()


def test_a_full_disk(host: Host, tmp_path: Path) -> None:
    """Where the disk takes no more, nothing is left on it, and one sentence says how much it would take."""
    file = host.file(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
    try:
        with pytest.raises(VoiceError, match=r"The disk with .* is full: the voice needs 1 MB\. Nothing was kept\."):
            fetch([file], "kore", quiet)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert left(tmp_path) == []


def test_a_folder_that_takes_nothing(host: Host, tmp_path: Path) -> None:
    """A voices folder that is a file is a sentence."""
    (tmp_path / "new").write_text("")
    with pytest.raises(VoiceError, match=r"new cannot be written .*--voices-dir"):
        fetch([host.file(tmp_path)], "kore", quiet)


def test_no_connection(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody answers, one sentence says so."""
    host.close()
    with pytest.raises(VoiceError, match=r"could not be fetched \(connection refused\)"):
        fetch([host.file(tmp_path)], "kore", quiet)


def test_a_server_that_stops_talking(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that says nothing for long is a broken connection."""
    monkeypatch.setattr(download, "PATIENCE", 0.2)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as silent:  # listens, and never accepts
        file = replace(host.file(tmp_path), url=f"http://127.0.0.1:{silent.server_port}/voice.onnx")
        with pytest.raises(VoiceError, match=r"could not be fetched \(timed out\)"):
            fetch([file], "kore", quiet)


def piper_host(host: Host, model: Path) -> None:
    """Make it hold Piper's list with one voice: the packaged one under another name."""
    base = "/rhasspy/piper-voices/resolve/main"
    place = "en/en_US/anna/low"
    contents = {
        f"{place}/en_US-anna-low.onnx": model.read_bytes(),
        f"{place}/en_US-anna-low.onnx.json": Path(f"{model}.json").read_bytes(),
        f"{place}/MODEL_CARD": b"# Model card\n\n* License: CC BY 4.0\n",
    }
    files = {
        path: {"size_bytes": len(content), "md5_digest": hashlib.md5(content).hexdigest()}
        for path, content in contents.items()
    }
    host.files = {f"{base}/{path}": content for path, content in contents.items()}
    host.files[f"{base}/voices.json"] = json.dumps({"en_US-anna-low": {"files": files}}).encode()


def test_one_of_pipers_voices(
    coach: Coach, host: Host, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`coach voices add` fetches a voice of Piper's with its card, which then is listed, and speaks."""
    piper_host(host, model)
    folder = tmp_path / "voices"
    monkeypatch.setenv("HF_ENDPOINT", host.url)
    result = coach("voices", "add", "en_US-anna-low", "--voices-dir", folder, env={"HF_ENDPOINT": host.url})
    assert (result.code, result.out) == (0, "Fetched piper:en_US-anna-low.\n"), result.err
    assert left(folder) == ["en_US-anna-low.MODEL_CARD", "en_US-anna-low.onnx", "en_US-anna-low.onnx.json"]
    assert add_voice("piper:en_US-anna-low", folder, quiet) == ("piper:en_US-anna-low", False)
    listed = {offer.info.name: offer.info for offer in piper_offers(folder)}
    assert listed["piper:en_US-anna-low"].licence == "CC BY 4.0"
    with choose_voice(Settings(voices_dir=folder, voice="anna")) as voice:
        assert len(voice.speak("Breathe in.", 1.0).samples)
    with pytest.raises(VoiceError, match=r"Piper has no voice 'en_US-ana-low'\. Did you mean 'en_US-anna-low'\?"):
        add_voice("en_US-ana-low", folder, quiet)


def test_a_list_that_is_none(coach: Coach, host: Host, tmp_path: Path) -> None:
    """A host whose list is something else, or would write elsewhere, is one sentence, and nothing is written."""
    base = "/rhasspy/piper-voices/resolve/main/voices.json"
    elsewhere = {"en_US-a-low": {"files": {"../../evil.sh": {"size_bytes": 1, "md5_digest": "0"}}}}
    for content in (b"<html>", b"[]", json.dumps(elsewhere).encode()):
        host.files = {base: content}
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HF_ENDPOINT", host.url)
            with pytest.raises(VoiceError, match="is not a valid list of Piper's voices"):
                add_voice("en_US-a-low", tmp_path / "voices", quiet)
    assert left(tmp_path / "voices") == []


def test_one_of_hibaris_voices(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A further voice of hibari's is asked for where the engine has it; what is not that voice is not kept."""
    require(is_available(), "hibari-tts is not installed")
    heart, kore = (next(m for m in list_models(tmp_path) if m.short == short) for short in ("heart", "kore"))
    host.files[f"/maureesewilliams/hibari/resolve/main/voices/{kore.path.name}"] = heart.path.read_bytes()
    monkeypatch.setenv("HF_ENDPOINT", host.url)
    with pytest.raises(VoiceError, match="has the wrong checksum"):
        add_voice("Kore", tmp_path, quiet)
    assert left(tmp_path) == []
    assert add_voice("hibari:heart", tmp_path, quiet) == ("hibari:heart", False)
    with pytest.raises(VoiceError, match=r"no voice 'koer' to fetch\. Did you mean 'kore'\?"):
        add_voice("koer", tmp_path, quiet)


def test_a_voice_from_the_voices_folder_speaks(tmp_path: Path) -> None:
    """A model of hibari's in the voices folder speaks; here the packaged one in another's place."""
    require(is_available(), "hibari-tts is not installed")
    heart, kore = (next(m for m in list_models(tmp_path) if m.short == short) for short in ("heart", "kore"))
    kore.path.parent.mkdir()
    shutil.copy(heart.path, kore.path)
    with Hibari(replace(kore, sha256=heart.sha256)) as voice:
        assert voice.name == "hibari:kore"
        assert len(voice.speak("Breathe in.", 1.0).samples)
    folder = next(found for found in check_voices(tmp_path) if found.what == "Voices folder")
    assert not folder.good
    assert "hibari:kore is damaged" in folder.note
