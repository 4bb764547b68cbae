"""The name that feedparser gives to an element: a prefix that stands for its namespace, and its own name. Pure."""

from workforce.feeds.fast.doubt import Unsure

_BARE = (
    "http://backend.userland.com/rss", "http://blogs.law.harvard.edu/tech/rss", "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/", "http://example.com/newformat#", "http://example.com/necho",
    "http://purl.org/echo/", "uri/of/echo/namespace#", "http://purl.org/pie/", "http://purl.org/atom/ns#",
    "http://www.w3.org/2005/atom", "http://purl.org/rss/1.0/modules/rss091#",
)  # fmt: skip
_NAMED = {
    "admin": "http://webns.net/mvcb/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd http://example.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "thr": "http://purl.org/rss/1.0/modules/threading/",
    "wfw": "http://wellformedweb.org/commentapi/",
}
# Namespaces that feedparser reads in its own way, and this reader does not; georss is the most common.
_LEFT_ALONE = {
    "ag": "http://purl.org/rss/1.0/modules/aggregation/", "annotate": "http://purl.org/rss/1.0/modules/annotate/",
    "audio": "http://media.tangent.org/rss/1.0/", "blogchannel": "http://backend.userland.com/blogchannelmodule",
    "cc": "http://creativecommons.org/ns#license http://web.resource.org/cc/",
    "creativecommons": "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html "
    "http://backend.userland.com/creativecommonsrssmodule",
    "co": "http://purl.org/rss/1.0/modules/company", "cp": "http://my.theinfo.org/changed/1.0/rss/",
    "email": "http://purl.org/rss/1.0/modules/email/", "ev": "http://purl.org/rss/1.0/modules/event/",
    "fm": "http://freshmeat.net/rss/fm/", "foaf": "http://xmlns.com/foaf/0.1/",
    "georss": "http://www.georss.org/georss", "gml": "http://www.opengis.net/gml",
    "icbm": "http://postneo.com/icbm/", "image": "http://purl.org/rss/1.0/modules/image/",
    "l": "http://purl.org/rss/1.0/modules/link/",
    "pingback": "http://madskills.com/public/xml/rss/module/pingback/",
    "prism": "http://prismstandard.org/namespaces/1.2/basic/", "psc": "http://podlove.org/simple-chapters",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "ref": "http://purl.org/rss/1.0/modules/reference/",
    "reqv": "http://purl.org/rss/1.0/modules/richequiv/", "search": "http://purl.org/rss/1.0/modules/search/",
    "soap": "http://schemas.xmlsoap.org/soap/envelope/", "ss": "http://purl.org/rss/1.0/modules/servicestatus/",
    "str": "http://hacks.benhammersley.com/rss/streaming/", "sub": "http://purl.org/rss/1.0/modules/subscription/",
    "szf": "http://schemas.pocketsoap.com/rss/mydescmodule/", "taxo": "http://purl.org/rss/1.0/modules/taxonomy/",
    "ti": "http://purl.org/rss/1.0/modules/textinput/",
    "trackback": "http://madskills.com/public/xml/rss/module/trackback/",
    "wiki": "http://purl.org/rss/1.0/modules/wiki/", "xhtml": "http://www.w3.org/1999/xhtml",
    "xlink": "http://www.w3.org/1999/xlink", "xml": "http://www.w3.org/xml/1998/namespace",
}  # fmt: skip
_PREFIX_OF = dict.fromkeys(_BARE, "")
_PREFIX_OF |= {uri: prefix for prefix, uris in (_NAMED | _LEFT_ALONE).items() for uri in uris.split()}
_STANDARD = frozenset({*_NAMED, *_LEFT_ALONE})
RDF = _NAMED["rdf"]
XML = "http://www.w3.org/XML/1998/namespace"


class Names(dict[str, str]):
    """From the names that expat gives (address, name, prefix) to those of feedparser, each worked out once."""

    def __init__(self) -> None:
        super().__init__()
        self.version = ""  # What the namespaces alone say of the format.
        self._declared: dict[str | None, str] = {}

    def declare(self, prefix: str | None, uri: str | None) -> None:
        """Note that a prefix stands for a namespace. Raises Unsure where a prefix is not what it seems."""
        lowered = (uri or "").lower()
        if " " in lowered or self._declared.setdefault(prefix, lowered) != lowered:
            raise Unsure
        standard = _standard(lowered)
        if prefix is not None and prefix.lower() in _STANDARD and prefix.lower() != standard:
            raise Unsure
        self.version = self.version or _version(prefix, lowered)

    def __missing__(self, given: str) -> str:
        parts = given.split(" ")
        if len(parts) > 3:
            raise Unsure
        prefix = _prefix(parts)
        name = parts[1] if len(parts) > 1 else parts[0]
        if prefix in _LEFT_ALONE or ":" in name:
            raise Unsure
        self[given] = (f"{prefix}_{name}" if prefix else name).lower()
        return self[given]


def _prefix(parts: list[str]) -> str:
    """Return the prefix of a name in one, two (a default namespace) or three parts."""
    standard = _standard(parts[0].lower()) if len(parts) > 1 else ""
    if standard is not None:
        return standard
    return parts[2].lower() if len(parts) == 3 else ""


def _standard(uri: str) -> str | None:
    """Return the prefix by which feedparser calls a namespace that it knows."""
    return "" if "backend.userland.com/rss" in uri else _PREFIX_OF.get(uri)


def _version(prefix: str | None, uri: str) -> str:
    if prefix is None and uri == "http://my.netscape.com/rdf/simple/0.9/":
        return "rss090"
    return {"http://purl.org/rss/1.0/": "rss10", "http://www.w3.org/2005/atom": "atom10"}.get(uri, "")
