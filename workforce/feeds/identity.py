"""Which offer is it? The identity of an entry, kept from one poll to the next. Pure."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from workforce.addresses import plain_place
from workforce.feeds.entries import ParsedEntry, ParsedFeed, RawEntry, RefusedEntry
from workforce.feeds.shapes import RawFeed

TRACKING_NAMES = frozenset(
    {
        "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "li_fat_id",
        "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "s_cid",
        "ncid", "xtor", "at_medium", "at_campaign", "at_custom1", "wt_mc", "spm", "_ga", "_gl", "campaign_id",
    }
)  # fmt: skip
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_custom")
_BARE = re.compile(r"https?://[a-z0-9.-]+/[\w/.~%-]+", re.ASCII)  # An address with nothing to take off.
MAX_FOLDED = 2_000  # Characters of a title, or of a text without one, that tell it from another.
_NO_GUIDS = frozenset({"", "0", "1"})
MAX_NAME = 300  # Characters of a guid or link kept as they are; beyond, their hash.

NO_WORDS = "L'entrée n'a ni titre, ni texte, ni lien : il n'y a rien à montrer."
BEYOND = "Le flux contient {count} entrées : seules les {read} premières ont été lues."
REPEATED = "La même entrée figure déjà plus haut dans ce flux."
ALIKE = (
    "Une entrée plus haut porte le même nom, et un autre texte : rien ne dit durablement laquelle est laquelle, "
    "seule la première est lue."
)


def strip_tracking(url: str) -> str:
    """Return a web address without the parameters that follow readers around, else an empty text."""
    if _BARE.fullmatch(url):
        return url
    try:
        parts = urlsplit(url.strip())
        place = plain_place(parts)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not place:
        return ""
    kept = [pair for pair in parts.query.split("&") if pair and not _tracks(pair.partition("=")[0])]
    fragment = "" if _tracks(parts.fragment.partition("=")[0]) else parts.fragment
    return urlunsplit((parts.scheme.lower(), place, parts.path, "&".join(kept), fragment))


def _tracks(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING_NAMES or lowered.startswith(TRACKING_PREFIXES)


def named(raw: RawFeed, url: str = "") -> ParsedFeed:
    """Return a feed whose entries have their identity; those beyond the limit are refused, all in one line."""
    accepted, refused = identify(raw.entries, url)
    left = raw.count - len(raw.entries)
    if left > 0:
        reason = BEYOND.format(count=raw.count, read=len(raw.entries))
        refused = (*refused, RefusedEntry("beyond", f"{left} autres entrées", reason))
    return ParsedFeed(
        raw.title, raw.kind, raw.hub, raw.ttl, accepted, refused, raw.warnings, raw.well_formed,
        deleted_names(raw.deleted, accepted), raw.is_over,
    )  # fmt: skip


def identify(
    raw_entries: Sequence[RawEntry], base_url: str = ""
) -> tuple[tuple[ParsedEntry, ...], tuple[RefusedEntry, ...]]:
    """Give each entry its identity, and refuse with a reason those that cannot be an offer."""
    faces = [_face(raw) for raw in raw_entries]
    document = _Document(faces)
    accepted: dict[str, ParsedEntry] = {}
    refused: list[RefusedEntry] = []
    for raw, face in zip(raw_entries, faces, strict=True):
        name, aliases = document.names(face)
        reason = _reason_to_refuse(raw, name, accepted)
        if reason:
            refused.append(RefusedEntry(name, raw.title, reason))
        else:
            accepted[name] = _accepted(raw, name, aliases, base_url)
    return tuple(accepted.values()), tuple(refused)


def deleted_names(guids: Sequence[str], accepted: Sequence[ParsedEntry]) -> tuple[str, ...]:
    """Return the identities of entries that a document says it took back, and does not show."""
    there = {entry.identity for entry in accepted}
    names = (_short("guid", _same_guid(guid.strip())) for guid in guids)
    return tuple(name for name in names if name not in there)


def recognise(entries: Sequence[ParsedEntry], known: Mapping[str, str]) -> dict[str, str]:
    """Return, for each entry's identity, the one under which this source already knows the offer, or its own.

    `known` gives, for every identity and alias already seen in this source, the identity it stands for. An
    alias counts only when it cannot be mistaken: the offer it names is nowhere else in the document.
    """
    taken = {known[entry.identity] for entry in entries if entry.identity in known}
    found: dict[str, str] = {}
    for entry in entries:
        names = [known[name] for name in entry.aliases if name in known and known[name] not in taken]
        found[entry.identity] = known.get(entry.identity) or next(iter(names), entry.identity)
        taken.add(found[entry.identity])
    return found


class _Face(NamedTuple):
    """What an entry shows of itself, in the form that is compared."""

    guid: str
    link: str
    title: str
    employer: str
    day: str  # ISO 8601, or nothing.


def _face(raw: RawEntry) -> _Face:
    return _Face(
        guid=_same_guid(raw.guid.strip()),
        link=_same_link(raw.link),
        title=_folded(raw.title or raw.summary_html or raw.content_html),
        employer=_folded(_employer(raw)),
        day=raw.published_at.date().isoformat() if raw.published_at else "",
    )


def _same_guid(guid: str) -> str:
    """Return a guid in the form that is compared; the address of a whole site names none of its entries."""
    if "://" not in guid:
        return guid
    link = _same_link(guid)
    return "" if link and urlsplit(link)[2:] == ("/", "", "") else link or guid


class _Document:
    """What the entries of one document share: only what sets an entry apart can name it."""

    def __init__(self, faces: Sequence[_Face]) -> None:
        seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for face in faces:
            seen[face.guid].add((face.title, face.link))
        self._shared_guids = {guid for guid, borne in seen.items() if len(borne) > 1} | _NO_GUIDS
        if _are_ranks([face.guid for face in faces]):
            self._shared_guids |= seen.keys()
        self._links = Counter(face.link for face in faces)
        self._each_has_its_link = len(faces) > 1 and len(self._links) == len(faces) and "" not in self._links
        self._words = Counter(face[1:] for face in faces)

    def names(self, face: _Face) -> tuple[str, tuple[str, ...]]:
        """Return what names the entry, and the other names by which it may have been known or come to be.

        A guid that lasts comes first, then an address that leads to one thing, then a guid that may be given
        to another job one day, then the words. The other names hold two things at once, so that they cannot be mistaken.
        """
        guid = "" if face.guid in self._shared_guids else face.guid
        link = face.link if self._links[face.link] == 1 else ""
        if guid and _lasts(guid):
            return _short("guid", guid), self._names_beside_a_guid(face, link)
        if link and self._is_its_own(link):
            ranked = (_pair("rank", f"{guid}|{face.title}", face.day),) if guid and face.day else ()
            return _short("link", link), (*_pairs_of_link(face), *ranked, _words(face))
        if guid:
            return _short("guid", guid), self._words_if_dated(face)
        return _words(face), ()

    def _names_beside_a_guid(self, face: _Face, link: str) -> tuple[str, ...]:
        """Return the names that survive a guid that changes every day."""
        return _pairs_of_link(face) if link and self._is_its_own(link) else self._words_if_dated(face)

    def _is_its_own(self, link: str) -> bool:
        """Say whether an address is one offer's own: a lone entry may well bear the page of them all."""
        return self._each_has_its_link or _leads_to_one(link)

    def _words_if_dated(self, face: _Face) -> tuple[str, ...]:
        return (_words(face),) if face.day and self._words[face[1:]] == 1 else ()


def _are_ranks(guids: Sequence[str]) -> bool:
    """Say whether the guids only count the entries: they would name another one tomorrow."""
    start = guids[0] if guids else ""
    return start in {"0", "1"} and list(guids) == [str(int(start) + rank) for rank in range(len(guids))]


def _lasts(guid: str) -> bool:
    """Say whether a guid is long enough never to be given to another job: an address, a key, a number of a register."""
    return len(guid) >= 16 or sum(map(str.isdigit, guid)) >= 4


def _leads_to_one(link: str) -> bool:
    """Say whether an address looks like one offer's own rather than the page of them all."""
    parts = urlsplit(link)
    last = parts.path.rpartition("/")[2]
    is_numbered = any(map(str.isdigit, parts.path + parts.fragment))
    return is_numbered or bool(parts.query) or last.count("-") >= 2


def _pairs_of_link(face: _Face) -> tuple[str, ...]:
    """Return the names that hold the address and the title, and the address and the day."""
    dated = (_pair("dated", face.link, face.day),) if face.day else ()
    return (_pair("page", face.link, face.title), *dated)


def _words(face: _Face) -> str:
    return _pair("text", f"{face.link}|{face.title}", f"{face.employer}|{face.day}")


def _pair(kind: str, one: str, other: str) -> str:
    return f"{kind}:{_hash(f'{one} {other}')}"


def _employer(raw: RawEntry) -> str:
    return next((value for name, value in raw.extras.items() if name.endswith(("company", "employer"))), "")


def _same_link(link: str) -> str:
    """Return the form of an address that stays when its site goes over to https or drops a slash at the end."""
    if _BARE.fullmatch(link):
        return "https" + link[link.index(":") :].rstrip("/")
    bare = strip_tracking(link)
    if not bare:
        return ""
    scheme, host, path, query, fragment = urlsplit(bare)
    host = host.lower().removesuffix(":443" if scheme == "https" else ":80")
    return urlunsplit(("https", host, path.rstrip("/") or "/", query, fragment))


def _short(kind: str, name: str) -> str:
    return f"{kind}:{name}" if len(name) <= MAX_NAME else f"{kind}:{_hash(name)}"


def _hash(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _folded(text: str) -> str:
    return " ".join(text[:MAX_FOLDED].split()).casefold()


def _reason_to_refuse(raw: RawEntry, name: str, accepted: Mapping[str, ParsedEntry]) -> str | None:
    if raw.flaw_fr:
        return raw.flaw_fr
    if not (raw.title or raw.link or raw.summary_html or raw.content_html):
        return NO_WORDS
    return _why_not_again(raw, accepted[name]) if name in accepted else None


def _why_not_again(raw: RawEntry, first: ParsedEntry) -> str:
    texts = (raw.summary_html, raw.content_html)
    return REPEATED if texts == (first.summary_html, first.content_html) else ALIKE


def _accepted(raw: RawEntry, identity: str, aliases: tuple[str, ...], base_url: str) -> ParsedEntry:
    return ParsedEntry(
        identity=identity,
        aliases=aliases,
        title=raw.title,
        link=raw.link,
        summary_html=raw.summary_html,
        content_html=raw.content_html,
        published_at=raw.published_at,
        updated_at=raw.updated_at,
        categories=raw.categories,
        extras=raw.extras,
        guid=raw.guid,
        base_url=raw.link or base_url,
    )
