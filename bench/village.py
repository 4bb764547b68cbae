"""Many sites with one feed each, served by one small asynchronous server on the addresses of the loopback network.

Each feed has its own offers, ETag and size; `publish` adds one offer to each. The server costs as little as it can, so
that what is measured is who asks.
"""

import asyncio
import sys
from dataclasses import dataclass, field
from html import escape
from multiprocessing.connection import Connection

WORDS = (
    "Au sein du service de la médiation numérique, vous accueillez les habitants et vous les accompagnez dans leurs démarches.",
    "Vous préparez et animez des ateliers collectifs : prise en main d’un ordinateur, messagerie, usages du téléphone.",
    "Vous travaillez avec les partenaires du territoire : France services, médiathèque, centre social, mission locale.",
    "Poste à pourvoir pour une durée de 24 mois, 35 heures par semaine, de 2 050 € à 2 300 € bruts par mois, prime annuelle.",
    "Titulaire du titre professionnel de médiateur numérique, vous avez le sens du service public et du travail en équipe.",
    "Candidatures (lettre et curriculum vitæ) à adresser au service des ressources humaines avant le 15 janvier 2027.",
)
JOBS = (
    "Médiateur numérique",
    "Conseiller numérique",
    "Animateur d’espace public numérique",
    "Formateur bureautique",
)
# What a town hall publishes most: about one job in ten is in the trade.
OTHER_JOBS = (
    "Agent d’entretien des espaces verts", "Secrétaire général de mairie", "Auxiliaire de puériculture", "Policier municipal",
    "Agent de restauration scolaire", "Chargé d’urbanisme", "Gestionnaire des ressources humaines", "Animateur périscolaire",
    "Maître-nageur sauveteur", "Responsable du service voirie", "Agent d’état civil", "Conducteur d’engins", "ATSEM",
    "Assistant d’enseignement artistique", "Infirmier en EHPAD", "Technicien bâtiment", "Chargé de communication numérique",
)  # fmt: skip
OTHER_WORDS = (
    "Placé sous l’autorité du responsable de service, vous assurez l’accueil du public et le suivi des dossiers de {n} usagers.",
    "Vous entretenez les massifs, les pelouses et le mobilier urbain de la commune, qui compte {n}00 habitants.",
    "Vous participez à la préparation des repas, au service et à l’entretien des locaux dans le respect des normes d’hygiène.",
    "Horaires annualisés, travail possible le week-end, {n} jours de congés, titres-restaurant et participation à la mutuelle.",
    "Rémunération statutaire, régime indemnitaire, prime annuelle, comité national d’action sociale.",
    "Recrutement par voie statutaire, à défaut contractuelle, CDD de {n} mois renouvelable.",
    "Permis B exigé, CACES apprécié, sens du travail en équipe, discrétion et disponibilité.",
    "Vous maîtrisez les outils bureautiques et le logiciel métier ; une première expérience de {n} ans est souhaitée.",
    "Adresser lettre de motivation et curriculum vitæ à Monsieur le Maire avant le {n} décembre 2026.",
    "Vous veillez à la sécurité des enfants et travaillez avec les familles, les enseignants et les associations.",
)
ONE_IN = 10  # Of a mixed feed, the offers that are in the trade.
TOWNS = ("Toulon", "Rennes", "Guéret", "Lille", "Aurillac", "Valence", "Brest", "Mende")


@dataclass
class Village:
    """Where the sites are, and the way to have each publish."""

    port: int
    feeds: int
    door: Connection
    places: list[str] = field(init=False)
    urls: list[str] = field(init=False)

    def __post_init__(self) -> None:
        """Give each site its own address; outside Linux the loopback network has only one."""
        alone = sys.platform != "linux"
        hosts = ["127.0.0.1" if alone else f"127.1.{n // 250}.{n % 250 + 1}" for n in range(self.feeds)]
        self.places = sorted({f"{host}:{self.port}" for host in hosts})
        self.urls = [f"http://{host}:{self.port}/{n}.rss" for n, host in enumerate(hosts)]

    def publish(self) -> None:
        """Add one offer to every feed."""
        self.door.send("publish")
        self.door.recv()


def document(feed: int, items: int, *, mixed: bool = False) -> bytes:
    """Write a feed, its latest offer first: all in the trade, or one in ten."""
    body = "".join(_item(feed, number, mixed=mixed) for number in range(items, 0, -1))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">'
    return f"{head}<channel><title>Offres n° {feed}</title><link>https://offres-{feed}.exemple.fr/</link><description>Emploi</description>{body}</channel></rss>".encode()


def _item(feed: int, number: int, *, mixed: bool) -> str:
    """Write an offer of about a kilobyte."""
    seed = feed * 7 + number
    ours = not mixed or number % ONE_IN == 0
    jobs, words = (JOBS, WORDS) if ours else (OTHER_JOBS, OTHER_WORDS)
    town, job = TOWNS[seed % len(TOWNS)], jobs[seed % len(jobs)]
    said = (words[(seed + step) % len(words)].format(n=2 + seed % 25) for step in range(5))
    text = "".join(f"<p>{line}</p>" for line in said)
    lead = f"<p><strong>Employeur :</strong> Ville de {town}</p><p><strong>Lieu :</strong> {town}</p>"
    link = f"https://offres-{feed}.exemple.fr/offre/{number}"
    day = 1 + number % 20
    name = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")[day % 7]
    return (
        f"<item><title>{job} à {town} (n° {number})</title><link>{link}</link>"
        f'<guid isPermaLink="true">{link}</guid>'
        f"<pubDate>{name}, {day:02} Nov 2026 08:{number % 60:02}:00 +0000</pubDate>"
        f"<category>Numérique</category><description>{escape(lead + text)}</description></item>\n"
    )


def serve(door: Connection, feeds: int, items: int, mixed: bool) -> None:
    """Answer until the process is ended."""
    asyncio.run(_serve(door, feeds, items, mixed=mixed))


async def _serve(door: Connection, feeds: int, items: int, *, mixed: bool) -> None:
    shown = {"items": items}
    documents = [document(feed, items, mixed=mixed) for feed in range(feeds)]

    def answer(request: bytes) -> bytes:
        feed = int(request.split(b"/", 2)[1].split(b".")[0])
        etag = b'"%d-%d"' % (feed, shown["items"])
        if etag in request:
            return b"HTTP/1.1 304 Not Modified\r\nETag: %s\r\n\r\n" % etag
        body = documents[feed]
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml; charset=utf-8\r\nETag: %s\r\nContent-Length: %d\r\n\r\n"
        return head % (etag, len(body)) + body

    class Site(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport, self.heard = transport, b""

        def data_received(self, data: bytes) -> None:
            self.heard += data
            while b"\r\n\r\n" in self.heard:
                request, _, self.heard = self.heard.partition(b"\r\n\r\n")
                self.transport.write(answer(request))  # type: ignore[attr-defined]

    def publish() -> None:
        door.recv()
        shown["items"] += 1
        documents[:] = [document(feed, shown["items"], mixed=mixed) for feed in range(feeds)]
        door.send("done")

    loop = asyncio.get_running_loop()
    server = await loop.create_server(Site, "0.0.0.0", 0, backlog=2_048)
    loop.add_reader(door.fileno(), publish)
    door.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()
