"""What an operator left on their desk: the feeds found on a site, an OPML file that waits for their word."""

from workforce.demo.world import World, at
from workforce.offers.sources.discovery.models import Discovery, DiscoveryCandidate
from workforce.offers.sources.outlines.models import OutlineImport, OutlineLine

SITE = "https://ville-en-ligne.example"
TRIED = (  # Origin, path, outcome, words, title, entries, kept, examples.
    (
        "declared", "/emploi/rss", "feed", "", "Offres d’emploi de la ville", 24, 2,
        (("Conseiller numérique", True), ("Animateur de fablab", True), ("Agent d’accueil", False)),
    ),
    ("declared", "/actualites/rss", "feed", "", "Actualités", 30, 0, (("Fête de la science", False),)),
    ("usual", "/feed/", "failed", "Le flux n'existe pas à cette adresse (404).", "", 0, 0, ()),
)  # fmt: skip
LINES = (  # Number, title, address, outcome, reason.
    (6, "Offres du tiers-lieu", "https://tiers-lieu.example/offres/rss", "new", ""),
    (
        7,
        "Recrutement de l’agglomération",
        "https://agglo.example/handlers/offerRss.ashx?LCID=1036",
        "new",
        "",
    ),
    (9, "Ancien site", "ancien site", "refused", "L'adresse contient un espace ou un caractère interdit."),
)


def leave_on_the_desk(world: World) -> None:
    """Write a discovery that is done, and a file that was read."""
    made = at(world.day(-1), 10 * 60)
    discovery = world.book.add(
        Discovery, address="ville-en-ligne.example", url=f"{SITE}/", host="ville-en-ligne.example:443",
        title="Ville en ligne", is_opened=True, made_at=made,
    )  # fmt: skip
    for rank, (origin, path, outcome, words, title, entries, kept, examples) in enumerate(TRIED, 1):
        world.book.add(
            DiscoveryCandidate, discovery_id=discovery, rank=rank, url=f"{SITE}{path}", origin=origin, outcome=outcome,
            words=words, title=title, entries=entries, kept=kept,
            examples=[{"title": name, "is_kept": is_kept} for name, is_kept in examples],
        )  # fmt: skip
    sent = world.book.add(
        OutlineImport, filename="mes-flux.opml", content=b"", state="read", title="Veille emploi", count=len(LINES),
        made_at=made,
    )  # fmt: skip
    for number, title, url, outcome, reason in LINES:
        world.book.add(
            OutlineLine, import_id=sent, number=number, url=url, title=title, headings="Emploi", outcome=outcome,
            reason=reason,
        )  # fmt: skip
