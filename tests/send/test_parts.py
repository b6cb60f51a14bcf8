"""The parts of a sending that need no connection: ranges, the progress, addresses, the share, the code."""

from __future__ import annotations

import itertools
import socket
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.errors import OutputError
from coach.send import qr
from coach.send.network import Address, addresses, choose, unlikely, way_out
from coach.send.ranges import NOWHERE, Span, parse_range
from coach.send.sending import Sending, send, unreached
from coach.send.share import share
from coach.send.transfer_progress import TransferProgress, merged

LINK = "http://192.168.100.200:38201/XtY4Dea-jAwUHhFliZngEw"


def test_a_link_that_nobody_opened() -> None:
    """Where no phone came, the end says what may have kept it out; where none could, it does not."""
    assert "firewall" in unreached(Address("192.168.1.20", "wlan0"))
    assert unreached(Address("127.0.0.1", "lo")) == ""


@settings(max_examples=60)
@given(value=st.one_of(st.text(), st.from_regex(r"bytes=[0-9]{0,4}-[0-9]{0,4}")), size=st.integers(1, 2000))
def test_a_range_lies_in_the_file(value: str, size: int) -> None:
    """Whatever a client asks for, what it gets is a part of the file, or nothing."""
    span = parse_range(value, size)
    assert span is None or span is NOWHERE or 0 <= span.start < span.end <= size


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: Span(min(ends), max(ends)))))
def test_merged_spans_are_the_same_bytes(spans: list[Span]) -> None:
    """Joining spans loses no byte and adds none, and leaves gaps between them."""
    result = merged(spans)
    assert {at for span in result for at in range(span.start, span.end)} == {
        at for span in spans for at in range(span.start, span.end)
    }
    assert all(one.end < other.start for one, other in itertools.pairwise(result))


def test_the_progress_believes_what_arrived() -> None:
    """Bytes count for the client that got them; those of a broken connection that lay in buffers do not."""
    progress = TransferProgress([10_000_000])
    for client, start, end, arrived in (("a", 0, 9_000_000, True), ("b", 0, 10_000_000, False)):
        with progress.transfer(client, 0, Span(start, end), saving=True) as transfer:
            transfer.sent(end - start)
            transfer.arrived = arrived
    assert progress.receivers(saved=True) == []
    with progress.transfer("a", 0, Span(9_000_000, 10_000_000), saving=False) as transfer:
        assert progress.quiet() == 0
        transfer.sent(1_000_000)
        transfer.arrived = True
    assert (progress.receivers(saved=True), progress.receivers(saved=False)) == ([], ["a"])
    assert [(each.client, each.part) for each in progress.received()] == [
        ("a", 1),
        ("b", pytest.approx(0.58, abs=0.01)),
    ]


@pytest.mark.parametrize(
    ("resumed", "saving", "whole"),
    [(9_000_000, True, True), (7_000_000, True, True), (5_000_000, True, True), (9_000_001, True, False),
     (9_000_000, False, False)],
)  # fmt: skip
def test_a_download_that_goes_on_has_what_came_before(resumed: int, saving: bool, whole: bool) -> None:
    """Who resumes a cut download within what was sent has the bytes before it; a player may only have leapt there."""
    progress = TransferProgress([10_000_000])
    with progress.transfer("a", 0, Span(0, 10_000_000), saving) as transfer:
        transfer.sent(9_000_000)
    assert progress.receivers(saved=False) == []
    with progress.transfer("a", 0, Span(resumed, 10_000_000), saving) as transfer:
        transfer.sent(10_000_000 - resumed)
        transfer.arrived = True
    assert (progress.receivers(saved=False) == ["a"]) is whole


def test_a_download_goes_on_while_its_dead_connection_looks_alive() -> None:
    """A phone that comes back from a dead spot resumes before the computer has given the old connection up."""
    progress = TransferProgress([10_000_000])
    with progress.transfer("a", 0, Span(0, 10_000_000), saving=True) as dead:
        dead.sent(9_000_000)
        with progress.transfer("a", 0, Span(8_000_000, 10_000_000), saving=True) as transfer:
            transfer.sent(2_000_000)
            transfer.arrived = True
    assert progress.receivers(saved=True) == ["a"]


WIFI, CABLE = Address("192.168.1.20", "wlan0"), Address("10.0.0.5", "eth0")


@pytest.mark.parametrize(
    ("host", "out", "expected"),
    [(None, "10.0.0.5", CABLE), (None, None, WIFI), (None, "fd00::2", Address("fd00::2")), ("eth0", None, CABLE),
     ("192.168.1.20", "10.0.0.5", WIFI), ("127.0.0.1", None, Address("127.0.0.1")), ("[::1]", None, Address("::1"))],
)  # fmt: skip
def test_the_address_that_is_offered(host: str | None, out: str | None, expected: Address) -> None:
    """It is the one asked for, by address or interface; else that of the default route; else the likeliest."""
    assert choose(host, out, [WIFI, CABLE]) == expected


def test_bridges_and_tunnels_come_last() -> None:
    """The Wi-Fi is offered before a bridge to containers, and before a tunnel that is the way out."""
    named = {
        "docker0": "172.17.0.1", "br-5f3a": "172.18.0.1", "virbr0": "192.168.122.1", "tun0": "10.8.0.2",
        "wg-home": "10.9.0.2", "tailscale0": "100.64.0.7", "vEthernet (WSL)": "172.20.0.1",
        "VMware Virtual Ethernet Adapter for VMnet8": "192.168.56.1", "utun3": "fd7a::1",
    }  # fmt: skip
    inner = [Address(ip, interface) for interface, ip in named.items()]
    wifis = [Address("192.168.1.20", name) for name in ("wlan0", "wlp3s0", "eth0", "enp0s25", "en0", "br0", "Wi-Fi")]
    for wifi in wifis:
        known = sorted([*inner, wifi], key=unlikely)
        assert known[0] == wifi
        for out in (None, "192.168.1.20", "10.8.0.2", "172.17.0.1"):
            assert choose(None, out, known) == wifi
        assert choose("docker0", None, known).ip == "172.17.0.1"
    assert choose(None, "10.8.0.2", sorted(inner, key=unlikely)).interface == "tun0"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "8.8.8.8", "wlan7", "", "no such host", "fe80::1%wlan0", "\0"])
def test_an_address_of_somebody_else(host: str) -> None:
    """What is not an address of this machine, all of them at once too, is refused, with those it has."""
    with pytest.raises(OutputError, match=r"It has 192\.168\.1\.20 \(wlan0\), 10\.0\.0\.5 \(eth0\)\."):
        choose(host, None, [WIFI, CABLE])


def test_without_a_network() -> None:
    """Where there is no network, a sentence says what to do."""
    with pytest.raises(OutputError, match="There is no network here"):
        choose(None, None, [])


def test_this_machine_knows_its_addresses() -> None:
    """The addresses found here are real ones that can be bound to, and the default route's is among them."""
    known = addresses()
    for address in known:
        with socket.socket(address.family) as probe:
            probe.bind((address.ip, 0))
    out = way_out()
    assert out is None or out in {address.ip for address in known}


def test_a_link_says_where_and_to_whom(tmp_path: Path) -> None:
    """An IPv6 address stands in brackets; the sentence names the file, the time and who could fetch it."""
    assert Address("fd00::2").link(8000, "/x") == "http://[fd00::2]:8000/x"
    path = tmp_path / "hip.mp3"
    path.write_bytes(b"sound")
    made = share([path], "Hip")
    sentences = [
        Sending(made, TransferProgress([5]), Address(ip), [], minutes, keep).sentence()
        for ip, minutes, keep in (("192.168.1.20", 10, False), ("127.0.0.1", 1, False), ("8.8.8.8", 0.5, True))
    ]
    assert sentences == [
        "Anyone on your network who has this link can fetch hip.mp3 until one device has it, for 10 minutes at most.",
        "Nothing but this machine can open this link. With it, any program on it can fetch hip.mp3 until one device "
        "has it, for 1 minute at most.",
        "Anyone who has this link, also from outside your network if nothing blocks it, can fetch hip.mp3 for 30 "
        "seconds, on several devices.",
    ]


def test_an_ipv6_address_can_be_offered(tmp_path: Path) -> None:
    """A sending on an IPv6 address gives a link that works."""
    import urllib.request

    path = tmp_path / "hip.mp3"
    path.write_bytes(b"sound")

    class Seen(Exception):
        pass

    def look(sending: Sending) -> None:
        with urllib.request.urlopen(sending.link, timeout=30) as answer:
            assert answer.status == 200
        raise Seen

    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        pytest.skip("this machine has no IPv6")
    with pytest.raises(Seen):
        send([path], "Hip", "::1", opened=look)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("x.pdf", b"x", "only sound files"), ("gone.mp3", None, "no such file"), ("empty.mp3", b"", "it is empty"),
     ("folder", "folder", "it is a folder"), ("folder.mp3", "folder", "is a folder")],
)  # fmt: skip
def test_what_is_not_sent(tmp_path: Path, name: str, content: bytes | str | None, sentence: str) -> None:
    """Only sound files, and what lies beside them, are offered; anything else is refused with a sentence."""
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    with pytest.raises(OutputError, match=f"(?i){sentence}"):
        share([path], "x")


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    """A port somebody else has is a sentence."""
    path = tmp_path / "hip.mp3"
    path.write_bytes(b"sound")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(OutputError, match=f"Cannot offer anything on port {port} of 127.0.0.1: .* Try another"):
            send([path], "Hip", "127.0.0.1", port)


@pytest.mark.parametrize("link", [LINK, "http://[2001:db8:1234:5678:9abc:def0:1234:5678]:38201/XtY4Dea-jAwUHhFliZngEw"])
def test_the_code_reads_as_the_link(link: str) -> None:
    """What is drawn, seen as a picture by an independent reader, says the link; the quiet zone is there."""
    zxingcpp = pytest.importorskip("zxingcpp")
    lines = qr.draw(link)
    halves = {" ": (255, 255), "▀": (0, 255), "▄": (255, 0), "█": (0, 0)}
    rows = [[halves[letter][half] for letter in line] for line in lines for half in range(2)]
    picture = np.kron(np.array(rows, np.uint8), np.ones((8, 8), np.uint8))
    assert [found.text for found in zxingcpp.read_barcodes(picture)] == [link]
    modules = np.array(rows)
    assert (modules[:4] == 255).all()
    assert (modules[:, :4] == 255).all()
    assert (modules[:, -4:] == 255).all()


def test_the_code_is_left_out_where_it_cannot_be_read() -> None:
    """It needs room, its letters, and colours; an ordinary window of 80 by 24 has all of that."""
    lines = qr.draw(LINK)
    assert qr.can_show(lines, 80, 24, "utf-8", {})
    assert not qr.can_show(lines, len(lines[0]) - 1, 24, "utf-8", {})
    assert not qr.can_show(lines, 80, len(lines), "utf-8", {})
    assert not qr.can_show(lines, 80, 24, "ascii", {})
    assert not qr.can_show(lines, 80, 24, None, {})
    assert not qr.can_show(lines, 80, 24, "utf-8", {"TERM": "dumb"})
    assert not qr.can_show(lines, 80, 24, "utf-8", {"NO_COLOR": "1"})
