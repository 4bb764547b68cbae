"""The work itself: files, feeds, offers, alerts, and the clock played forward."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlmodel import Session, select

from workforce import simulation
from workforce.accounts.models import Account
from workforce.alerts.models import Alert, Channel, Delivery
from workforce.commands.frame import command, house, session
from workforce.contracts.imports import actions as imports
from workforce.contracts.imports.rows import FileKind
from workforce.database import transaction
from workforce.offers.models import Feed, FeedRefusal, Offer
from workforce.offers.sources import actions as sources
from workforce.offers.sources import polling
from workforce.offers.sources.outlines import actions as outlines
from workforce.offers.sources.outlines import listing as outline_listing
from workforce.refusals import Refused
from workforce.territories.models import Network

DATE = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])
FIRST_NETWORK = "Mon réseau"
MOST = 200  # Rows a list prints unless told otherwise.
limit = click.option("--limit", default=MOST, show_default=True, help="Le nombre de lignes.")


@click.group("work")
def group() -> None:
    """Gather the commands of this module."""


@command(
    group,
    "import",
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option(
        "--kind",
        type=click.Choice([kind.value for kind in FileKind if kind is not FileKind.SPREADSHEET]),
        help="Le genre du fichier, s’il n’est pas reconnu.",
    ),
    click.option("--network", help="Le nom du réseau, s’il y en a plusieurs."),
    click.option("--write", is_flag=True, help="Écrit ; sinon, dit seulement ce qui serait fait."),
)
def import_file(file: Path, kind: str | None, network: str | None, write: bool) -> Any:
    """Importe un fichier (« Équipe » de La Coop, exports de Mon inclusion numérique, tableau déjà décrit sur le site)."""
    with session() as rows:
        found = _network(rows, network)
        chosen = FileKind(kind) if kind else None
        return asdict(imports.run_file(rows, found.id, file.read_bytes(), file.name, chosen, write=write))


def _network(rows: Session, name: str | None) -> Network:
    """Return the network of this name, or the only one; a first import makes the first network."""
    networks = rows.exec(select(Network).order_by(Network.name)).all()
    found = [one for one in networks if name in (None, one.name)]
    if len(found) == 1:
        return found[0]
    if name:
        raise Refused({"network": f"Aucun réseau ne s’appelle « {name} »."})
    if networks:
        names = ", ".join(one.name for one in networks)
        raise Refused({"network": f"Dites quel réseau, avec --network : {names}."})
    rows.add(first := Network(name=FIRST_NETWORK))
    rows.flush()
    return first


@group.group("feeds")
def feeds() -> None:
    """Les sources d’offres."""


@command(
    feeds,
    "add",
    click.argument("url"),
    click.option("--keep-all", is_flag=True, help="Garde toutes ses offres."),
)
def add_feed(url: str, keep_all: bool) -> Any:
    """Ajoute une source par son adresse."""
    with session() as rows:
        feed = sources.add_feed(rows, url, keeps_all=keep_all)
        return {"source": feed.id, "adresse": feed.address}


@command(feeds, "list")
def list_feeds() -> Any:
    """Liste les sources et leur état."""
    with session() as rows:
        return [
            {"id": feed.id, "url": feed.address, "title": feed.title, "state": feed.state, "polled_at": feed.polled_at,
             "due_at": feed.due_at, "error": feed.last_error or ""}
            for feed in rows.exec(select(Feed).order_by(Feed.id))  # type: ignore[arg-type]
        ]  # fmt: skip


@command(
    feeds,
    "import-opml",
    click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path)),
    click.option(
        "--write", is_flag=True, help="Suit les nouveaux flux ; sinon, dit seulement ce qui serait fait."
    ),
)
def import_outlines(file: Path, write: bool) -> Any:
    """Lit un fichier OPML : ce que chaque ligne devient, et suit les nouveaux flux si on le demande."""
    with session() as rows:
        one = outlines.run_file(rows, file.name, file.read_bytes(), write=write)
        counts = outlines.counts(rows, one.id)
        refused = [
            {"ligne": line.number, "adresse": line.url, "raison": line.reason}
            for line in outline_listing.lines(rows, one.id, 0, counts.get("refused", 0))
        ]
        if not write:
            rows.delete(one)
        return {
            "fichier": one.filename,
            "lignes": counts,
            "ajoutées": one.added,
            "refusées": refused or "aucune",
        }


@command(
    feeds,
    "export-opml",
    click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False),
)
def export_outlines(file: Path | None) -> Any:
    """Écrit les flux suivis dans un fichier OPML, ou les affiche."""
    with session() as rows:
        body = "".join(outline_listing.as_outlines(rows))
    if file is None:
        return body
    file.write_text(body, encoding="utf-8")
    return {"fichier": str(file)}


@command(
    feeds,
    "poll",
    click.argument("ids", nargs=-1, type=int),
    click.option("--all", "every", is_flag=True, help="Toutes les sources."),
)
def poll(ids: tuple[int, ...], every: bool) -> Any:
    """Interroge des sources tout de suite, et dit ce que chacune apporte."""
    if not ids and not every:
        raise Refused({"ids": "Donnez le numéro d’une source, ou --all."})
    with house():
        with transaction() as rows:
            known = list(rows.exec(select(Feed.id).order_by(Feed.id)))  # type: ignore[arg-type]
        if unknown := sorted(set(ids) - set(known)):
            raise Refused({"ids": f"Aucune source ne porte le numéro {unknown[0]}."})
        return [_poll_one(feed_id) for feed_id in (known if every else ids)]


def _poll_one(feed_id: int) -> dict[str, Any]:
    with transaction() as rows:
        sources.poll_now(rows, feed_id)
        claimed = polling.claim(rows, feed_id)
    if claimed is None:
        return {"id": feed_id, "status": "occupée par un autre travail"}
    reading = polling.read(claimed)
    with transaction() as rows:
        polling.note(rows, claimed, reading)
        feed = rows.get_one(Feed, feed_id)
        refused = rows.exec(
            select(FeedRefusal.title, FeedRefusal.reason).where(FeedRefusal.feed_id == feed_id)
        )
        reasons = [f"{title} : {reason}" for title, reason in refused]
    counts = feed.counts if reading.brought else {}
    names = ("new", "updated", "unchanged", "refused")
    return {
        "id": feed_id, "url": feed.address, "status": reading.error or ("inchangée" if not reading.brought else "lue"),
        **{name: counts.get(name, 0) for name in names}, "reasons": reasons if reading.brought else [],
    }  # fmt: skip


@group.group("offers")
def offers_group() -> None:
    """Les offres."""


@command(
    offers_group,
    "list",
    click.option("--feed", type=int, help="D’une source."),
    click.option("--query", help="Des mots de l’intitulé ou du texte."),
    limit,
)
def list_offers(feed: int | None, query: str | None, limit: int) -> Any:
    """Liste les offres publiées, les plus récentes d’abord."""
    chosen = (
        select(Offer).where(Offer.state == "published").order_by(Offer.published_at.desc(), Offer.id.desc())  # type: ignore[attr-defined, union-attr]
    )
    if feed is not None:
        chosen = chosen.where(Offer.feed_id == feed)
    for word in (query or "").split():
        chosen = chosen.where(
            Offer.title.icontains(word, autoescape=True) | Offer.plain.icontains(word, autoescape=True)  # type: ignore[attr-defined]
        )
    with session() as rows:
        return [
            {"id": one.id, "title": one.title, "employer": one.employer_name, "departement": one.departement,
             "family": one.family, "contract": one.contract_kind, "closes_on": one.closes_on, "url": one.url}
            for one in rows.exec(chosen.limit(limit))
        ]  # fmt: skip


@group.group("alerts")
def alerts_group() -> None:
    """Les alertes envoyées et à envoyer."""


@command(alerts_group, "list", click.option("--recipient", help="L’adresse d’une personne."), limit)
def list_alerts(recipient: str | None, limit: int) -> Any:
    """Liste les alertes, les plus récentes d’abord."""
    chosen = (
        select(
            Alert.planned_at,
            Account.email,
            Alert.kind,
            Alert.title,
            Channel.label,
            Delivery.state,
            Delivery.reason,
        )  # type: ignore[call-overload]
        .join(Account, Account.id == Alert.account_id)
        .join(Delivery, Delivery.alert_id == Alert.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .order_by(Alert.planned_at.desc(), Alert.id.desc())  # type: ignore[attr-defined]
        .limit(limit)
    )
    if recipient:
        chosen = chosen.where(Account.email == recipient.strip().lower())
    names = ("planned_at", "recipient", "kind", "title", "channel", "state", "reason")
    with session() as rows:
        return [dict(zip(names, row, strict=True)) for row in rows.execute(chosen)]


@command(
    group,
    "simulate",
    click.option("--from", "first", type=DATE, required=True, help="Le premier jour."),
    click.option("--until", "last", type=DATE, required=True, help="Le dernier jour."),
)
def simulate(first: datetime, last: datetime) -> Any:
    """Joue l’horloge jour par jour sur les vraies données, puis oublie : dit chaque alerte qui partirait."""
    if last < first:
        raise Refused({"until": "Le dernier jour vient après le premier."})
    with house():
        return [told.as_row() for told in simulation.play(first.date(), last.date())]
