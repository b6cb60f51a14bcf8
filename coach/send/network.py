"""The addresses of this machine: which one others on the network can reach."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coach.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SOMEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses reserved for documentation, used only to find the default route."""

_INNER = re.compile(
    r"(docker|br-|virbr|veth|vmnet|vboxnet|lxc|lxdbr|incusbr|podman|cni|cali|flannel|cilium|kube|bridge\d|vEthernet"
    r"|tun|tap|wg|utun|ppp|ipsec|tailscale|zt|nordlynx|proton|gpd|cscotun|awdl|llw)"
    r"|.*(VirtualBox|VMware|Hyper-V|TAP-|WireGuard|Wintun|OpenVPN|Tailscale|ZeroTier|VPN)",
    re.IGNORECASE,
)
"""How bridges to containers and virtual machines, and tunnels, are named on Linux, macOS and Windows."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine."""

    ip: str
    """`192.168.1.20` or `fd00::2`."""
    interface: str = ""
    """Its interface: `wlan0`, or a longer name on Windows."""

    @property
    def _known(self) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
        return ipaddress.ip_address(self.ip)

    @property
    def family(self) -> socket.AddressFamily:
        """The address family for a socket."""
        return socket.AF_INET6 if self._known.version == 6 else socket.AF_INET

    @property
    def is_here_only(self) -> bool:
        """Whether only this machine can reach it."""
        return self._known.is_loopback

    @property
    def is_inner(self) -> bool:
        """Whether it leads to containers, virtual machines or through a tunnel, by its name: no phone is there."""
        return _INNER.match(self.interface) is not None

    @property
    def is_public(self) -> bool:
        """Whether it may be reachable from outside the network."""
        return self._known.is_global

    @property
    def audience(self) -> str:
        """Who can open a link on it: the beginning of a sentence that says what they can do."""
        if self.is_here_only:
            return "Nothing but this machine can open this link. With it, any program on it"
        if self.is_public:
            return "Anyone who has this link, also from outside your network if nothing blocks it,"
        return "Anyone on your network who has this link"

    def link(self, port: int, path: str) -> str:
        """The link to a path on a port of this address."""
        host = f"[{self.ip}]" if self._known.version == 6 else self.ip
        return f"http://{host}:{port}{path}"

    def __str__(self) -> str:
        return f"{self.ip} ({self.interface})" if self.interface else self.ip


def elsewhere(others: Sequence[Address]) -> str:
    """What to try if a phone cannot open a link: the other addresses of this machine. Empty if there are none."""
    hosts = " or ".join(f"--host {other.ip} ({other.interface})" for other in others)
    return f"If the phone cannot open the link, it may be in another network: {hosts}." if hosts else ""


def addresses() -> list[Address]:
    """All addresses of this machine that others could use, the likeliest first."""
    import ifaddr

    found = []
    for adapter in ifaddr.get_adapters():
        for entry in adapter.ips:
            ip = entry.ip if isinstance(entry.ip, str) else entry.ip[0]
            known = ipaddress.ip_address(ip)
            # Browsers cannot open a link-local IPv6 address: it needs an interface, which a link cannot contain.
            if not (known.is_loopback or known.is_multicast or (known.version == 6 and known.is_link_local)):
                found.append(Address(ip, adapter.nice_name))
    return sorted(found, key=unlikely)


def unlikely(address: Address) -> tuple[bool, bool, int]:
    """What makes it less likely that a phone can reach it, the worst first."""
    return address.is_inner, address._known.is_link_local, address._known.version


def way_out() -> str | None:
    """This machine's address on the network of its default route."""
    for family, target in _SOMEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((target, 9))  # asks the system for the route; nothing is sent
                ip = str(probe.getsockname()[0])
        except OSError:
            continue
        if not (ipaddress.ip_address(ip).is_loopback or ipaddress.ip_address(ip).is_unspecified):
            return ip
    return None


def choose(host: str | None, out: str | None, known: Sequence[Address]) -> Address:
    """The address to share on: that of `host`, an address, a name or an interface; else the one on the way `out`.

    `known` has the likeliest first. Where the way out is a tunnel, the likeliest that is none comes before it.
    Raises OutputError if there is none, or `host` is not on this machine.
    """
    by_ip = {address.ip: address for address in known}
    if host is None:
        if out is None and not known:
            raise OutputError("There is no network here. Join the Wi-Fi that your phone is in, and try again.")
        chosen = by_ip.get(out, Address(out)) if out else known[0]
        return known[0] if known and chosen.is_inner and not known[0].is_inner else chosen
    for address in known:
        if address.interface == host:
            return address
    for ip in _resolved(host):
        if ip in by_ip:
            return by_ip[ip]
        if ipaddress.ip_address(ip).is_loopback:
            return Address(ip)
    has = f"It has {', '.join(map(str, known))}." if known else "It is in no network."
    raise OutputError(f"{host} is not an address of this machine that a phone could open. {has}")


def _resolved(host: str) -> list[str]:
    try:
        return list(dict.fromkeys(str(entry[4][0]) for entry in socket.getaddrinfo(host.strip("[]"), None)))
    except (OSError, UnicodeError, ValueError):
        return []
