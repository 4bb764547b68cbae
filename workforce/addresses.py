"""Where a feed may live: addresses that are on the public network, and URLs that are safe to ask. Pure."""

import re
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

MAX_URL_LENGTH = 2_000  # Characters.
DEFAULT_PORTS = {"http": 80, "https": 443}

_NOT_PUBLIC_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = tuple(ip_network(block) for block in ("2001::/23", "2001:db8::/32", "3fff::/20"))
_NAT64 = ip_network("64:ff9b::/96")
_ANY_SIGN = "".join(map(chr, range(0x20, 0x7F)))


class UnsafeUrl(ValueError):
    """The address of a feed that nobody should ask for; its text says why, in French."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One URL, taken apart and made safe: what to connect to and what to ask there."""

    scheme: str
    host: str  # ASCII, lower case, without brackets.
    port: int
    target: str  # Path and query, percent-encoded.
    userinfo: str = ""  # As the URL has it, for a feed behind a password.

    @property
    def place(self) -> str:
        """Return `host:port`, as the list of allowed places writes it."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Return scheme, host and port: what one connection leads to."""
        return f"{self.scheme}://{self.place}"

    @property
    def authority(self) -> str:
        """Return what the Host header says: the port only when it is unusual."""
        bare = f"[{self.host}]" if ":" in self.host else self.host
        return bare if DEFAULT_PORTS[self.scheme] == self.port else self.place

    @property
    def url(self) -> str:
        """Return the whole address without its password: the one that may be shown."""
        return f"{self.scheme}://{self.authority}{self.target}"

    @property
    def private_url(self) -> str:
        """Return the whole address with its password: the one to ask again."""
        return f"{self.scheme}://{self.userinfo}@{self.authority}{self.target}" if self.userinfo else self.url

    @property
    def authorization(self) -> str | None:
        """Return the Authorization header that the user part of the URL asks for."""
        if not self.userinfo:
            return None
        return "Basic " + b64encode(unquote(self.userinfo).encode()).decode("ascii")

    def shares_origin(self, other: "Endpoint") -> bool:
        """Say whether a password given to one may be shown to the other."""
        return (self.scheme, self.host, self.port) == (other.scheme, other.host, other.port)


@lru_cache(maxsize=4_096)  # The same sites are asked again and again.
def is_public(address: str) -> bool:
    """Say whether this IP address belongs to the public network, looking inside IPv6 wrappings of IPv4."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return _is_public_4(parsed) if isinstance(parsed, IPv4Address) else _is_public_6(parsed)


def _is_public_4(address: IPv4Address) -> bool:
    return not any(address in block for block in _NOT_PUBLIC_4)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
    if inner is not None:
        return _is_public_4(inner)
    return address in _GLOBAL_6 and not any(address in block for block in _NOT_PUBLIC_6)


def _nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None


@lru_cache(maxsize=4_096)  # The same sources are asked again and again.
def endpoint(url: str) -> Endpoint:
    """Take a URL apart, or say in French why it cannot be asked for."""
    url = url.strip()
    if len(url) > MAX_URL_LENGTH:
        raise UnsafeUrl(f"L'adresse dépasse {MAX_URL_LENGTH} caractères.")
    if re.search(r"[\x00-\x20\x7f\\]", url):
        raise UnsafeUrl("L'adresse contient un espace ou un caractère interdit.")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UnsafeUrl("L'adresse est mal écrite.") from None
    return _checked(parts, port)


def shown(url: str) -> str:
    """Return an address as it may be shown: without the name and password that it may hold."""
    with suppress(UnsafeUrl):
        place = endpoint(url)
        return place.url if place.userinfo else url
    return url


def _checked(parts: SplitResult, port: int | None) -> Endpoint:
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise UnsafeUrl("L'adresse d'un flux commence par https:// ou http://.")
    if not parts.hostname or port == 0:
        raise UnsafeUrl("L'adresse ne donne pas de nom de site valable.")
    userinfo = parts.netloc.rpartition("@")[0]
    return Endpoint(
        scheme, _ascii_host(parts.hostname), port or DEFAULT_PORTS[scheme], _target(parts), userinfo
    )


def where_to(location: str) -> str:
    """Return the address that a Location header gives, as browsers read it: its letters are UTF-8, or bytes kept as they are.

    `location` is the header read as Latin-1, which holds any byte; spaces inside are written as addresses write them.
    """
    written = location.strip().encode("latin-1")
    try:
        address = written.decode()
    except UnicodeDecodeError:
        address = quote(written, safe=_ANY_SIGN)
    return address.replace(" ", "%20")


def plain_place(parts: SplitResult) -> str:
    """Return the host and port of an address as nobody can be mistaken about them, or nothing.

    No name and password before an « @ » that could pass for the site, no letter that looks like another: a name with
    accents is written as the network writes it. Raises ValueError for a port that is none.
    """
    port = parts.port
    if not parts.hostname or re.fullmatch(r"[A-Za-z0-9_.:\[\]-]+", parts.netloc):
        return parts.netloc if parts.hostname else ""
    try:
        host = _ascii_host(parts.hostname)
    except UnsafeUrl:
        return ""
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _ascii_host(host: str) -> str:
    if ":" in host:
        return host.lower()
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise UnsafeUrl("Le nom du site est mal écrit.") from None
    if not re.fullmatch(r"[a-z0-9_.-]+", name):
        raise UnsafeUrl("Le nom du site est mal écrit.")
    return name


def _target(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return urlunsplit(("", "", path if path.startswith("/") else f"/{path}", query, ""))
