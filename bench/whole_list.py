"""A weekly list of 200 000 offers, from a loopback site to the trade's offers in the database, beside a bare csv.reader."""

import csv
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from bench import ground
from bench.figures import Amount, Line, side_by_side, timed
from workforce.database import transaction

HEADER = (
    "Organisme de rattachement", "Référence", "Intitulé du poste", "Métier", "Localisation du poste", "Lieu d'affectation",
    "Date de première publication", "Catégorie", "Versant", "Statut du poste", "Nature de l'emploi", "Nature de contrat",
    "Durée du contrat", "Télétravail", "Temps plein", "Niveau d'études", "Spécialisation", "Compétences attendues",
    "Date de fin de publication par défaut",
)  # fmt: skip
TITLES = (
    "Gestionnaire de paie", "Infirmier de bloc opératoire", "Agent d’entretien des espaces verts", "Chef de projet numérique",
    "Professeur contractuel de mathématiques", "Adjoint administratif", "Maçon", "Aide-soignant de nuit",
    "Chargé de communication digitale", "Ingénieur systèmes et réseaux", "Cuisinier", "Auxiliaire de puériculture",
)  # fmt: skip
OURS = ("Conseiller numérique", "Médiateur numérique", "Animateur de fablab", "Agent France services")
EVERY = 100  # One row in so many is of the trade.
SKILLS = (
    "Accueillir et orienter un public ; travailler en équipe ; rendre compte ; maîtriser les outils bureautiques "
    * 4
)


def measure(*, small: bool) -> list[Line]:
    """Read a whole list for real; the file is new each time, so that nothing is skipped."""
    rows = 5_000 if small else 200_000
    with tempfile.TemporaryDirectory(prefix="passerelle-list-") as folder, _site(Path(folder)) as place:
        path = Path(folder) / "offres.csv"
        write(path, rows)
        os.environ["FEED_HOSTS_ALLOWED"] = place  # Before the settings are read.
        with ground.empty("bench_whole_list"):
            line = side_by_side(
                f"a list of {rows} offers ({path.stat().st_size // 1_000_000} MB)",
                lambda: _whole(f"http://{place}/offres.csv", rows),
                lambda: _bare(path),
                Amount(unit="s"),
                n=1,
                against="csv.reader over the same file on disk, nothing else",
                note="ours downloads to a file, sorts each row by trade in a process apart, keeps the trade’s offers",
            )
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(f"largest process apart: {kilobytes // 1024} MB", file=sys.stderr)
    return [line]


def write(path: Path, rows: int) -> None:
    """Write a file as the open data has it."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(_row(number) for number in range(rows))


def _row(number: int) -> tuple[str, ...]:
    ours = number % EVERY == 0
    title = (
        OURS[number // EVERY % 4]
        if ours
        else f"{TITLES[number % 12]} {number % 90_000 if number % 2 else ''}"
    )
    place = f"{number % 19 + 1:02}"
    return (
        f"Mairie de Ville{number % 5000}", f"O{number:09}", f"{title} H/F", title, f"Europe, France, Ain ({place})",
        f"1 rue de la Paix {place}000 Ville{number % 5000}", "20/11/2026", "Catégorie B", "Fonction publique Territoriale",
        "Vacant", "Emploi ouvert aux titulaires et aux contractuels", "CDD de 3 ans", "", "Oui", "Oui", "Niveau 5 Bac+2", "",
        SKILLS, "20/12/2026",
    )  # fmt: skip


def _whole(url: str, rows: int) -> float:
    from workforce.offers.sources import actions, polling  # noqa: PLC0415 - After the environment is set.

    with timed() as watch:
        with transaction() as session:
            feed = actions.add_source(session, "public_service", {"url": url})
        with transaction() as session:
            claimed = polling.claim(session, feed.id)
        assert claimed is not None
        reading = polling.read(claimed)
        assert not reading.error, reading.error
        with transaction() as session:
            polling.note(session, claimed, reading)
    with transaction() as session:
        kept = session.execute(text("SELECT count(*) FROM offer")).scalar_one()
    assert kept == len(range(0, rows, EVERY)), f"{kept} offers written"
    return watch.seconds


def _bare(path: Path) -> float:
    with timed() as watch, path.open(encoding="utf-8-sig", newline="") as lines:
        assert sum(1 for _ in csv.reader(lines, delimiter=";"))
    return watch.seconds


@contextmanager
def _site(folder: Path) -> Iterator[str]:
    """Serve a folder from a process of its own, so that our memory holds only ours."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "http.server",
        str(port),
        "--bind",
        "127.0.0.1",
        "--directory",
        str(folder),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(port)
