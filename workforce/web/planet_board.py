"""The three-planets board in words: for a coordinator, a body, an employer, an operator. People are counted, never named."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for
from sqlmodel import Session

from workforce import clock
from workforce.small_counts import FEWEST, few
from workforce.territories.departements import departement, departements
from workforce.trainings.planets import board, inviting
from workforce.trainings.planets.board import BoardLine
from workforce.trainings.planets.deciding import Planet, missing_sentence
from workforce.trainings.planets.models import PlanetInvitation
from workforce.trainings.planets.terms import BLOCS
from workforce.web import paging
from workforce.wording import FIRM_SPACE, count_fr, date_fr, month_fr, number_fr

SIZE = 12  # Lines a page.
AUDIENCES = {
    Planet.LEARNERS: "Inviter des conseillers",
    Planet.EMPLOYERS: "Inviter des employeurs",
    Planet.BODIES: "Inviter des organismes",
}
INVITED = {
    Planet.LEARNERS: ("conseiller", "conseillers"),
    Planet.EMPLOYERS: ("employeur", "employeurs"),
    Planet.BODIES: ("organisme", "organismes"),
}


@dataclass(frozen=True)
class Desk:
    """Who reads the board: where they are, what they may look at, whether they may invite."""

    endpoint: str
    arguments: dict[str, Any]
    codes: Sequence[str]  # Shown at first.
    choices: Collection[str]  # What they may choose.
    is_discreet: bool = True
    invite_endpoint: str = ""
    opening: str = ""  # Where this reader opens a session.
    more: dict[str, Any] = field(default_factory=dict)  # What their own page adds.

    def address(self, **filters: Any) -> str:
        """Return the address of the board with these filters."""
        return url_for(self.endpoint, **self.arguments, **filters)


def view(session: Session, desk: Desk) -> dict[str, Any]:
    """Return what the board shows: a sentence, the filters, one page of lines."""
    today, asked, bloc = clock.today(), _asked(desk), _bloc()
    codes = [asked] if asked else list(desk.codes)
    blocs = (bloc,) if bloc else BLOCS
    found = board.lines(session, codes, today, is_discreet=desk.is_discreet, blocs=blocs)
    page = paging.page(len(found), SIZE, "ligne", departement=asked, bloc=bloc)
    shown = found[page.offset : page.offset + SIZE]
    invited = inviting.latest(session, [one.departement for one in shown]) if desk.invite_endpoint else {}
    return {
        "headline": _headline(found),
        "lines": [_line(one, desk, invited) for one in shown],
        "page": page,
        "address": desk.address(),
        "departements": _choices(desk),
        "asked": asked,
        "blocs": [("", "Les deux"), *((str(one), f"CCP{one}") for one in BLOCS)],
        "bloc": str(bloc or ""),
        "is_discreet": desk.is_discreet,
        "errors": {},
        **desk.more,
    }


def few_or_all(count: int, *, is_discreet: bool) -> str:
    """Return a count of people, hidden outside their network where it is small."""
    return few(count) if is_discreet else number_fr(count)


def _asked(desk: Desk) -> str:
    found = departement(request.values.get("departement", ""))
    return found.code if found and found.code in desk.choices else ""


def _bloc() -> int | None:
    chosen = request.args.get("bloc", "")
    return int(chosen) if chosen in map(str, BLOCS) else None


def _choices(desk: Desk) -> list[tuple[str, str]]:
    known = departements()
    return [("", "Tous ceux du tableau"), *((code, known[code].label) for code in known if code in desk.choices)]  # fmt: skip


def _headline(found: Sequence[BoardLine]) -> str:
    """Say in one sentence where the planets meet, or where they nearly do."""
    lit = [one for one in found if one.state.is_lit]
    if lit:
        can = count_fr(len(lit), "session peut ouvrir", "sessions peuvent ouvrir")
        return f"{can}{FIRM_SPACE}: les trois planètes sont réunies."
    if not found:
        return "Aucun territoire à montrer pour l’instant."
    first = found[0]
    if not first.state.counts.learners and not first.state.counts.employers:
        return "Personne n’a encore rien dit\u00a0: une invitation peut lancer une session."
    return f"Au plus près d’une session{FIRM_SPACE}: le CCP{first.bloc}, {_label(first.departement)}."


def _label(code: str) -> str:
    found = departement(code)
    return found.label if found else code


def _line(
    one: BoardLine, desk: Desk, invited: dict[tuple[str, int, str], PlanetInvitation]
) -> dict[str, Any]:
    state = one.state
    level, word = _light(one, is_discreet=desk.is_discreet)
    return {
        "id": f"place-{one.departement}-{one.bloc}",
        "place": _label(one.departement),
        "departement": one.departement,
        "bloc": one.bloc,
        "level": level,
        "word": word,
        "sentence": missing_sentence(state, one.next_door, is_discreet=desk.is_discreet),
        "counts": list(_counts(one, is_discreet=desk.is_discreet)),
        "start_before": _start_before(one, is_discreet=desk.is_discreet),
        "since": _since(one),
        "opening": desk.opening if state.is_lit else "",
        "invitations": _invitations(one, desk, invited),
    }


def _counts(one: BoardLine, *, is_discreet: bool) -> Iterator[tuple[str, str, str]]:
    """Yield each count under its name, with what it takes."""
    here, needed = one.state.counts, one.state.needed
    freed = f", {count_fr(one.freed, 'personne libérée', 'personnes libérées')}" if one.freed else ""
    yield (
        "Cherchent ce bloc",
        few_or_all(here.learners, is_discreet=is_discreet),
        f"(il en faut {needed.learners})",
    )
    yield "Employeurs d’accord", str(here.employers), f"(il en faut {needed.employers}){freed}"
    yield "Organismes prêts", str(here.bodies), f"(il en faut {needed.bodies})"
    yield "En poste, bloc non noté", few_or_all(one.missing, is_discreet=is_discreet), ""
    yield "Sessions à venir", number_fr(one.sessions), ""


def _light(one: BoardLine, *, is_discreet: bool) -> tuple[str, str]:
    if one.state.is_lit:
        return "calm", "réunies"
    learners = one.state.lacking(Planet.LEARNERS)
    hidden = is_discreet and one.state.counts.learners < FEWEST
    others = one.state.lacking(Planet.EMPLOYERS) + one.state.lacking(Planet.BODIES)
    return ("plan", "presque") if learners + others <= 3 and not hidden else ("info", "pas encore")


def _start_before(one: BoardLine, *, is_discreet: bool) -> str:
    """Return the month of the first latest useful start; hidden where it could be somebody's."""
    if one.start_before is None or (is_discreet and one.state.counts.learners < FEWEST):
        return ""
    return f"Pour convenir à tous, elle commence en {month_fr(one.start_before)} au plus tard."


def _since(one: BoardLine) -> str:
    if one.changed_at is None:
        return ""
    day = date_fr(clock.paris_date(one.changed_at))
    return f"Réunies depuis le {day}." if one.state.is_lit else f"Elles l’ont été ; plus depuis le {day}."


def _invitations(
    one: BoardLine, desk: Desk, invited: dict[tuple[str, int, str], PlanetInvitation]
) -> list[dict[str, str]]:
    """Return what can be asked of whom, for the planets that lack; and what was asked lately."""
    if not desk.invite_endpoint:
        return []
    lacking = [planet for planet in Planet if one.state.lacking(planet)]
    return [
        {
            "audience": planet.value,
            "label": AUDIENCES[planet],
            "said": _said(invited.get((*one.spot, planet.value)), planet, is_discreet=desk.is_discreet),
        }
        for planet in lacking
    ]


def _said(row: PlanetInvitation | None, planet: Planet, *, is_discreet: bool) -> str:
    if row is None:
        return ""
    if row.done_at is None:
        return "Invitation en préparation."
    people = few_or_all(row.invited, is_discreet=is_discreet)
    noun = INVITED[planet][row.invited >= 2]
    return f"{people} {noun} : invitation partie le {date_fr(clock.paris_date(row.made_at))}."
