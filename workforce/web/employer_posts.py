"""An employer's posts: occupied, vacant with the day by which they are filled again, handed back."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, flash, request, url_for
from sqlmodel import Session, SQLModel

from workforce import clock
from workforce.accounts import policy
from workforce.contracts import post_list, posts
from workforce.contracts.models import Post
from workforce.contracts.post_list import PostLine
from workforce.contracts.vacancy import HANDED_BACK, OCCUPIED, VACANT
from workforce.database import transaction
from workforce.employers.models import Employer
from workforce.refusals import Refused
from workforce.web import forms, htmx
from workforce.web.access import allow
from workforce.web.employer import links, pages
from workforce.web.pressing import level_of_end, level_of_task
from workforce.wording import count_fr, date_fr, in_days_fr

STATES = {OCCUPIED: ("occupé", "calm"), VACANT: ("à pourvoir", "plan"), HANDED_BACK: ("rendu", "info")}


class DepartureDraft(SQLModel):
    """The last day of somebody on a post."""

    day: date


@pages.get("/structures/<int:employer_id>/postes", endpoint="posts")
@allow(policy.answers_for_employer)
def listing(employer_id: int) -> Response:
    """Show the posts of an employer."""
    with transaction() as session:
        found = post_list.posts_of(session, employer_id)
        name = session.get_one(Employer, employer_id).name
    return htmx.page(
        "employer/posts.html",
        employer=name,
        headline=_headline(found),
        groups=_groups(found),
        links=links(employer_id),
    )


@pages.get("/postes/<int:post_id>/depart")
@allow(policy.answers_for_employer)
def departure(post_id: int) -> Response:
    """Show the form that says since when a post stands empty."""
    return _show("employer/post_left.html", post_id)


@pages.post("/postes/<int:post_id>/depart")
@allow(policy.answers_for_employer)
def leave_post(post_id: int) -> Response:
    """Note that a post stands empty."""
    done = "Le poste est noté vacant. La date avant laquelle le pourvoir est calculée."
    return _change(post_id, lambda rows: _leave(rows, post_id), "employer/post_left.html", done)


@pages.get("/postes/<int:post_id>/pourvu")
@allow(policy.answers_for_employer)
def refill(post_id: int) -> Response:
    """Show what follows when a post is filled again."""
    return _show("employer/post_filled.html", post_id)


@pages.post("/postes/<int:post_id>/pourvu")
@allow(policy.answers_for_employer)
def fill_post(post_id: int) -> Response:
    """Note that a post is filled again."""
    done = "Le poste est noté pourvu : les rappels s’arrêtent."
    return _change(post_id, lambda rows: posts.mark_filled(rows, post_id), "employer/post_filled.html", done)


@pages.get("/postes/<int:post_id>/rendu")
@allow(policy.answers_for_employer)
def giving_back(post_id: int) -> Response:
    """Show what follows when a post is given back."""
    return _show("employer/post_handed_back.html", post_id)


@pages.post("/postes/<int:post_id>/rendu")
@allow(policy.answers_for_employer)
def hand_back_post(post_id: int) -> Response:
    """Note that a post was given back."""
    done = "Le poste est noté rendu : les rappels s’arrêtent."
    return _change(
        post_id, lambda rows: posts.hand_back(rows, post_id), "employer/post_handed_back.html", done
    )


def _leave(session: Session, post_id: int) -> None:
    posts.mark_left(session, post_id, forms.read(DepartureDraft).day)


def _change(post_id: int, act: Callable[[Session], None], template: str, done: str) -> Response:
    """Do one action and show the posts; a mistake shows its form again, with what was typed."""
    try:
        with transaction() as session:
            act(session)
    except Refused as refused:
        return _show(template, post_id, refused.errors)
    with transaction() as session:
        employer_id = session.get_one(Post, post_id).employer_id
    flash(done, "success")
    return htmx.go_to("employer.posts", employer_id=employer_id)


def _show(template: str, post_id: int, errors: dict[str, str] | None = None) -> Response:
    with transaction() as session:
        employer_id = session.get_one(Post, post_id).employer_id
        line = post_list.post_line(session, post_id)
    return htmx.page(
        template,
        422 if errors else 200,
        errors=errors or {},
        typed=request.form,
        post=post_shown(line),
        back=url_for("employer.posts", employer_id=employer_id),
        today_iso=clock.today().isoformat(),
    )


def post_shown(one: PostLine) -> dict[str, Any]:
    """Return a post as the pages say it."""
    today = clock.today()
    word, level = STATES[one.state]
    return {
        "id": one.id,
        "title": f"Poste n°\u00a0{one.number}" if one.number else "Poste sans numéro",
        "kind": "coordination" if one.is_coordinator else "",
        "state": word,
        "level": _level(one, level),
        "sentence": _sentence(one),
        "due": _day(one.due_on),
        "funded": date_fr(one.funded_until) if one.funded_until else "",
        "said": f"Noté par votre structure le {date_fr(one.said_on)}." if one.said_on else "",
        "contradiction": _contradiction(one) if one.is_contradicted(today) else "",
        "is_vacant": one.state == VACANT,
        "is_occupied": one.state == OCCUPIED,
        "is_handed_back": one.state == HANDED_BACK,
    }


def _level(one: PostLine, level: str) -> str:
    if one.due_on:
        return level_of_task(one.due_on, clock.today())
    if one.state == OCCUPIED and one.last_day and one.last_day >= clock.today():
        return level_of_end(one.last_day, clock.today())
    return level


def _day(day: date | None) -> dict[str, str] | None:
    if day is None:
        return None
    words = date_fr(day)
    return {"date": words, "iso": day.isoformat(), "distance": in_days_fr(day, clock.today())}


def _sentence(one: PostLine) -> str:
    """Say who holds a post, or since when nobody does."""
    if one.state == VACANT:
        left = (
            f", après le départ de {one.person}"
            if one.person and not one.is_contradicted(clock.today())
            else ""
        )
        return (
            f"Vacant depuis le {date_fr(one.vacated)}{left}."
            if one.vacated
            else "Vacant : la date du départ n’est pas connue."
        )
    if one.state == HANDED_BACK:
        return "Rendu au dispositif."
    return _held(one)


def _left(one: PostLine) -> str:
    if one.vacated is None:
        return "Vacant : la date du départ n’est pas connue."
    is_known = one.person and not one.is_contradicted(clock.today())
    return (
        f"Vacant depuis le {date_fr(one.vacated)}{f', après le départ de {one.person}' if is_known else ''}."
    )


def _held(one: PostLine) -> str:
    if not one.person:
        return "Occupé : le nom de la personne n’est pas connu."
    if one.last_day is None:
        return f"Occupé par {one.person}, sans date de fin connue."
    if one.last_day < clock.today():
        return "Pourvu à nouveau, par une personne que nous ne connaissons pas encore."
    return f"Occupé par {one.person} jusqu’au {date_fr(one.last_day)}."


def _contradiction(one: PostLine) -> str:
    until = f" jusqu’au {date_fr(one.last_day)}" if one.last_day else ""
    return (
        f"Deux sources se contredisent : le contrat de {one.person} court{until}, et le poste est dit vacant."
    )


def _headline(found: list[PostLine]) -> str:
    vacant = [one for one in found if one.state == VACANT]
    first = min((one.due_on for one in vacant if one.due_on), default=None)
    if not vacant:
        return "Aucun de vos postes n’est à pourvoir."
    before = f", le premier avant le {date_fr(first)}" if first and len(vacant) > 1 else ""
    before = f" avant le {date_fr(first)}" if first and len(vacant) == 1 else before
    return f"{count_fr(len(vacant), 'poste est', 'postes sont')} à pourvoir{before}."


def _groups(found: list[PostLine]) -> list[dict[str, Any]]:
    titles = {VACANT: "À pourvoir", OCCUPIED: "Occupés", HANDED_BACK: "Rendus"}
    return [
        {"state": state, "title": title, "posts": [post_shown(one) for one in found if one.state == state]}
        for state, title in titles.items()
        if any(one.state == state for one in found)
    ]
