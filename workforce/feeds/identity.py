"""Which offer is it? The identity of an entry, kept from one poll to the next. Pure."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit, urlunsplit

from workforce.feeds.entries import ParsedEntry, RawEntry, RefusedEntry

TRACKING_NAMES = frozenset(
    {
        "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "igshid", "li_fat_id",
        "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "vero_id", "oly_enc_id", "oly_anon_id", "s_cid",
        "ncid", "xtor", "at_medium", "at_campaign", "at_custom1", "wt_mc", "spm", "_ga", "_gl", "campaign_id",
    }
)  # fmt: skip
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_custom")
MAX_NAME = 300  # Characters of a guid or link kept as they are; beyond, their hash.

NO_WORDS = "L'entrée n'a ni titre, ni texte, ni lien : il n'y a rien à montrer."
REPEATED = "La même entrée figure déjà plus haut dans ce flux."


def strip_tracking(url: str) -> str:
    """Return a web address without the parameters that follow readers around, else an empty text."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return ""
    kept = [pair for pair in parts.query.split("&") if pair and not _tracks(pair.partition("=")[0])]
    fragment = "" if _tracks(parts.fragment.partition("=")[0]) else parts.fragment
    return urlunsplit((parts.scheme.lower(), parts.netloc, parts.path, "&".join(kept), fragment))


def _tracks(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING_NAMES or lowered.startswith(TRACKING_PREFIXES)


def identify(
    raw_entries: Sequence[RawEntry], base_url: str = ""
) -> tuple[tuple[ParsedEntry, ...], tuple[RefusedEntry, ...]]:
    """Give each entry its identity, and refuse with a reason those that cannot be an offer."""
    document = _Document(raw_entries)
    accepted: dict[str, ParsedEntry] = {}
    refused: list[RefusedEntry] = []
    for raw in raw_entries:
        name = document.identity(raw)
        reason = _reason_to_refuse(raw, name, accepted)
        if reason:
            refused.append(RefusedEntry(name, raw.title, reason))
        else:
            accepted[name] = _accepted(raw, name, document.aliases(raw), base_url)
    return tuple(accepted.values()), tuple(refused)


def identity_of(guid: str) -> str:
    """Return the identity of an entry that only its guid names."""
    return _short("guid", _bare_guid(guid))


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


class _Document:
    """What the entries of one document share: only what sets an entry apart can name it."""

    def __init__(self, raw_entries: Sequence[RawEntry]) -> None:
        faces: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for raw in raw_entries:
            faces[_guid(raw)].add((_folded(raw.title), _link(raw)))
        self.shared_guids = {guid for guid, seen in faces.items() if len(seen) > 1}
        self.links = Counter(_link(raw) for raw in raw_entries)
        self.pages = Counter(_page(raw) for raw in raw_entries)

    def identity(self, raw: RawEntry) -> str:
        """Return the guid if it is the entry's own, else the link if it is, else the words."""
        guid, link = _guid(raw), _link(raw)
        if guid and guid not in self.shared_guids:
            return _short("guid", guid)
        return _short("link", link) if link and self.links[link] == 1 else _words(raw)

    def aliases(self, raw: RawEntry) -> tuple[str, ...]:
        """Return the name that survives a guid that changes every day."""
        if not _link(raw):
            return (_words(raw),) if _guid(raw) else ()
        return (_page(raw),) if self.pages[_page(raw)] == 1 else ()


def _page(raw: RawEntry) -> str:
    return "page:" + _hash(f"{_link(raw)} {_folded(raw.title)}")


def _words(raw: RawEntry) -> str:
    published = raw.published_at.date().isoformat() if raw.published_at else ""
    told = raw.title or raw.summary_html or raw.content_html
    return "text:" + _hash(f"{_folded(told)}|{_folded(_employer(raw))}|{published}")


def _employer(raw: RawEntry) -> str:
    return next((value for name, value in raw.extras.items() if name.endswith(("company", "employer"))), "")


def _guid(raw: RawEntry) -> str:
    return _bare_guid(raw.guid)


def _bare_guid(guid: str) -> str:
    guid = guid.strip()
    return (strip_tracking(guid) or guid) if "://" in guid else guid


def _link(raw: RawEntry) -> str:
    return strip_tracking(raw.link)


def _short(kind: str, name: str) -> str:
    return f"{kind}:{name}" if len(name) <= MAX_NAME else f"{kind}:{_hash(name)}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()


def _reason_to_refuse(raw: RawEntry, name: str, accepted: Mapping[str, ParsedEntry]) -> str | None:
    if not (raw.title or raw.link or raw.summary_html or raw.content_html):
        return NO_WORDS
    return REPEATED if name in accepted else None


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
