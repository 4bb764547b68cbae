"""A stand-in of the interface « Offres d'emploi v2 », on the loopback: its token, its pages, its caps, its bad days."""

import json
import re
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CLIENT, SECRET = "PAR_passerelle_test", "un secret"
MOST = 150  # Offers a page.
FURTHEST = 1_000  # The last first offer.


class StandIn:
    """What it holds, what it was asked, and what it is told to do wrong."""

    def __init__(self) -> None:
        self.offers: dict[str, dict] = {}
        self.by_number: set[str] = set()  # Published, though no search shows them.
        self.tokens: list[str] = []
        self.good_tokens: set[str] = set()
        self.asked: list[tuple[float, str]] = []  # When, and what.
        self.searches: list[dict[str, str]] = []
        self.lives = 1_499  # Seconds of a token.
        self.next_answers: list[Callable | tuple[int, dict[str, str], bytes]] = []
        self.port = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def publish(self, *numbers: str, **values) -> None:
        for number in numbers:
            self.offers[number] = an_offer(number, **values)

    # The three doors.

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 400, {}, b'{"error":"invalid_client","error_description":"Client authentication failed"}'
        if form.get("grant_type") != "client_credentials" or form.get("scope", "").split() != [
            "o2dsoffre",
            "api_offresdemploiv2",
        ]:
            return 400, {}, b'{"error":"invalid_scope"}'
        self.tokens.append(f"token-{len(self.tokens) + 1}")
        self.good_tokens.add(self.tokens[-1])
        said = {
            "access_token": self.tokens[-1],
            "token_type": "Bearer",
            "expires_in": self.lives,
            "scope": form["scope"],
        }
        return 200, {"Content-Type": "application/json"}, json.dumps(said).encode()

    def search(self, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        self.searches.append(query)
        span = re.fullmatch(r"(\d+)-(\d+)", query.get("range", "0-149"))
        first, last = int(span[1]), int(span[2])
        if first > FURTHEST or last > FURTHEST + MOST - 1 or last - first + 1 > MOST:
            return (
                400,
                {},
                json.dumps({"message": "La plage de résultats demandée est trop importante."}).encode(),
            )
        if ("minCreationDate" in query) != ("maxCreationDate" in query):
            return 400, {}, json.dumps({"message": "Les deux dates sont attendues."}).encode()
        found = sorted(
            (one for one in self.offers.values() if _matches(one, query)),
            key=lambda one: one["dateCreation"],
            reverse=True,
        )
        shown = found[first : last + 1]
        if not shown:
            return 204, {"Content-Range": f"offres */{len(found)}"}, b""
        headers = {
            "Content-Range": f"offres {first}-{first + len(shown) - 1}/{len(found)}",
            "Content-Type": "application/json",
        }
        status = 200 if len(shown) == len(found) else 206
        return status, headers, json.dumps({"resultats": shown, "filtresPossibles": []}).encode()

    def one(self, number: str) -> tuple[int, dict[str, str], bytes]:
        if number in self.offers or number in self.by_number:
            return 200, {}, json.dumps(self.offers.get(number) or an_offer(number)).encode()
        return 204, {}, b""

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        parts = urlsplit(handler.path)
        self.asked.append((time.monotonic(), parts.path))
        if parts.path == "/token":
            return self.token({name: values[0] for name, values in parse_qs(body.decode()).items()})
        if self.next_answers:
            told = self.next_answers.pop(0)
            if told is not None:
                return told
        if handler.headers.get("Authorization", "").removeprefix("Bearer ") not in self.good_tokens:
            return 401, {"WWW-Authenticate": "Bearer"}, b""
        if parts.path == "/v2/offres/search":
            return self.search({name: values[0] for name, values in parse_qs(parts.query).items()})
        return self.one(parts.path.rpartition("/")[2])


def _matches(one: dict, query: dict[str, str]) -> bool:
    created = datetime.fromisoformat(one["dateCreation"])
    after = "minCreationDate" not in query or datetime.fromisoformat(query["minCreationDate"]) <= created
    before = "maxCreationDate" not in query or created <= datetime.fromisoformat(query["maxCreationDate"])
    place = one["lieuTravail"]["codePostal"][:2]
    return after and before and query.get("departement", place) == place


def an_offer(number: str, created: str = "2026-11-20T08:30:00.000Z", **values) -> dict:
    """An offer with the fields that the interface documents."""
    told = {
        "id": number,
        "intitule": "Conseiller / Conseillère numérique (H/F)",
        "description": "Vous accueillez les habitants.\nVous animez des ateliers <numériques> & vous accompagnez.",
        "dateCreation": created,
        "dateActualisation": created,
        "lieuTravail": {
            "libelle": "83 - LA SEYNE SUR MER", "latitude": 43.1, "longitude": 5.88, "codePostal": "83500", "commune": "83126",
        },
        "romeCode": "G1202",
        "romeLibelle": "Animation d'activités culturelles ou ludiques",
        "appellationlibelle": "Conseiller médiateur / Conseillère médiatrice en numérique",
        "entreprise": {"nom": "MAIRIE DE LA SEYNE"},
        "typeContrat": "CDD",
        "typeContratLibelle": "Contrat à durée déterminée - 18 Mois",
        "natureContrat": "Contrat travail",
        "dureeTravailLibelle": "35H Horaires normaux",
        "dureeTravailLibelleConverti": "Temps plein",
        "salaire": {"libelle": "Mensuel de 2050.00 Euros à 2300.00 Euros sur 12 mois"},
        "competences": [{"code": "1", "libelle": "Animer un atelier", "exigence": "E"}],
        "origineOffre": {"origine": "1", "urlOrigine": f"https://candidat.francetravail.fr/offres/recherche/detail/{number}"},
        "alternance": False,
    }  # fmt: skip
    return told | values


@contextmanager
def running():
    """Serve the stand-in for the time of a test."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(b"")

        def do_POST(self) -> None:
            self._send(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def _send(self, body: bytes) -> None:
            status, headers, content = stand_in.answer(self, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        stand_in.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield stand_in
        server.shutdown()
        thread.join()
