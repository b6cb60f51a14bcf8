"""Which devices are let in, and what is stored of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from coach.errors import OutputError
from coach.web.pairing import COOKIE_SECONDS, Pairing


def test_a_key_works_until_the_device_is_stored(tmp_path: Path) -> None:
    """Where nothing can be written, a sentence says so; the device is not in, and the key lets it in later."""
    folder = tmp_path / "data"
    folder.write_text("a file where the folder should be")
    pairing = Pairing(folder / "devices.json")
    key = pairing.new_key()
    with pytest.raises(OutputError, match=r"Cannot write .*devices\.json"):
        pairing.let_in(key, "a browser")
    assert pairing.devices() == []
    folder.unlink()
    value = pairing.let_in(key, "a browser")
    assert Pairing(folder / "devices.json").knows(value)
    folder.joinpath("devices.json").unlink()
    folder.rmdir()
    folder.write_text("again")
    with pytest.raises(OutputError):
        pairing.put_out("")
    assert not pairing.knows(value)


def test_devices_that_are_out_are_gone(tmp_path: Path) -> None:
    """A device that was not used for long is neither listed nor kept."""
    now = [1e9]
    pairing = Pairing(tmp_path / "devices.json", lambda: now[0])
    old = pairing.let_in(pairing.new_key(), "an old browser")
    now[0] += COOKIE_SECONDS + 1
    assert not pairing.knows(old)
    assert pairing.devices() == []
    new = pairing.let_in(pairing.new_key(), "a browser")
    assert [device.name for device in pairing.devices()] == ["a browser"]
    assert "an old" not in (tmp_path / "devices.json").read_text()
    assert pairing.knows(new)


def test_devices_are_bounded(tmp_path: Path) -> None:
    """Of more than a hundred devices the one that was not used for longest is out, at once and after a restart."""
    now = [1e9]
    pairing = Pairing(tmp_path / "devices.json", lambda: now[0])
    values = []
    for _ in range(101):
        now[0] += 1
        values.append(pairing.let_in(pairing.new_key(), "a browser"))
    for each in (pairing, Pairing(tmp_path / "devices.json", lambda: now[0])):
        assert len(each.devices()) == 100
        assert [each.knows(value) for value in values] == [False, *[True] * 100]
