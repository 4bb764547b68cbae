"""What goes with invented own offers: how to apply, who moved them, what the two sides wrote, what readers doubt."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from workforce.demo import offers
from workforce.demo.people import plain
from workforce.demo.story import AWA, INES, ODILE, TOWN_HALL, Cast
from workforce.demo.world import World, at
from workforce.offers.models import PAST, ModerationNote, Offer
from workforce.offers.posting.models import OfferReport, OfferStep, Posting
from workforce.offers.posting.states import Act

# State → the acts that led there.
PATHS: dict[str, tuple[Act, ...]] = {
    "draft": (),
    "in_review": (Act.SUBMIT,),
    "published": (Act.SUBMIT, Act.PUBLISH),
    "refused": (Act.SUBMIT, Act.REFUSE),
    "closed": (Act.SUBMIT, Act.PUBLISH, Act.EXPIRE),
}
ASKED = "Le poste est-il ouvert aux contractuels ? Les conseillers vous poseront la question."
ANSWERED = "Oui, en contrat de projet. Nous l’ajoutons à l’offre."
REFUSED = "« Équipe jeune et dynamique » peut faire croire que l’âge compte : dites plutôt comment l’équipe travaille."
DOUBT = "J’ai appelé la mairie : le poste serait déjà pris."
SCALES = (
    "",
    "",
    "la grille des adjoints d’animation",
    "la grille des animateurs territoriaux",
    "la convention collective ÉCLAT",
)


def post_in_each_state(world: World, cast: Cast) -> None:
    """Give the town hall an offer in every state, so that each page has something to show."""
    rng = world.rng("postings of the town hall")
    for state in ("draft", "refused", "published", "closed"):
        wanted = offers.draw(world, rng, TOWN_HALL)
        row = world.book.rows(Offer)[offers.post(world, rng, wanted, cast.town_hall, state) - 1]
        row["created_by"] = world.accounts[INES.email]
        if state == "published":
            row["closes_on"] = world.day(5)
        if state == "closed":
            row |= {"closes_on": world.day(-4), "closed_at": at(world.day(-3)), "closing_reason": PAST}


def complete(world: World, cast: Cast) -> None:
    """Write the second row of every own offer, and its history."""
    rng = world.rng("postings")
    for row in world.book.rows(Offer):
        if row.get("employer_id"):
            _complete(world, rng, row)
    for row in world.book.rows(Offer):
        if row.get("employer_id") == cast.town_hall.id:
            _talk(world, row)


def _complete(world: World, rng: Random, row: dict[str, Any]) -> None:
    state, path = row["state"], PATHS[row["state"]]
    out_since = row["published_at"] or at(world.day(-1))
    sent_at = out_since - timedelta(days=1) if path else None
    is_read = state in ("published", "closed")
    world.book.add(
        Posting, id=row["id"], level=rng.choice(("", "none", "4", "5", "6")), pay_scale=rng.choice(SCALES), revision=1,
        submitted_at=sent_at, round=len(path[:1]), approved_revision=1 if is_read else None,
        closing="" if row["closing_reason"] in ("", PAST) else "other", **_apply(rng, row),
    )  # fmt: skip
    moments = {
        Act.SUBMIT: sent_at,
        Act.PUBLISH: out_since,
        Act.EXPIRE: row["closed_at"],
        Act.REFUSE: out_since,
    }
    for act in path:
        if act is not Act.EXPIRE or row["closing_reason"] == PAST:
            _step(world, row, act, moments[act])


def _apply(rng: Random, row: dict[str, Any]) -> dict[str, str]:
    how = rng.choices(("relay", "url", "contact"), (6, 2, 2))[0]
    name = plain(row["employer_name"])
    return {
        "apply_how": how,
        "apply_url": f"https://{name}.example/recrutement" if how == "url" else "",
        "apply_contact": f"recrutement@{name}.example" if how == "contact" else "",
    }


def _step(world: World, row: dict[str, Any], act: Act, made_at: datetime) -> None:
    by = {Act.PUBLISH: ODILE, Act.REFUSE: ODILE, Act.SUBMIT: INES}.get(act)
    is_own = row.get("created_by") == world.accounts[INES.email] or by is ODILE
    who = world.accounts[by.email] if by and is_own else None
    world.book.add(OfferStep, offer_id=row["id"], account_id=who, act=act, made_at=made_at)


def _talk(world: World, row: dict[str, Any]) -> None:
    """Write what the town hall and the moderator said of an offer, and what a reader finds wrong in one."""
    if row["state"] == "in_review":
        _note(world, row, ASKED, ODILE.email, is_moderator=True, days=1)
        _note(world, row, ANSWERED, INES.email, is_moderator=False, days=0)
    if row["state"] == "refused":
        _note(world, row, REFUSED, ODILE.email, is_moderator=True, days=4)
    if row["state"] == "published" and row["closes_on"] == world.day(5):
        world.book.add(
            OfferReport, offer_id=row["id"], account_id=world.accounts[AWA.email], reason="gone", words=DOUBT,
            made_at=at(world.day(-1)),
        )  # fmt: skip


def _note(
    world: World, row: dict[str, Any], words: str, email: str, *, is_moderator: bool, days: int
) -> None:
    world.book.add(
        ModerationNote, offer_id=row["id"], account_id=world.accounts[email], by_moderator=is_moderator, words=words,
        written_at=at(world.day(-days)) - timedelta(hours=2),
    )  # fmt: skip
