"""What separates a person from one offer: asked for, held, missing, not known, each with the words of the offer. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from workforce.offers.understanding.asked import AskedFor
from workforce.skills.evidence.suggesting import suggest
from workforce.skills.families import Catalogue, JobFamily
from workforce.skills.gaps import CertificateHeld, CompetenceFacts, Level, Shown, gap_of
from workforce.skills.needs import Have, Need, bloc_need, certificate_need, family_needs
from workforce.skills.referential import CompetenceVersion
from workforce.skills.standing import HeldNumbers
from workforce.wording import count_fr, list_fr

LICENCE = "Passerelle ne garde pas cette information : à vous de comparer."
DIPLOMA = "Passerelle ne connaît pas vos diplômes hors du titre professionnel : à vous de comparer."
TITLE = "Titre professionnel de la médiation numérique"
IN_POST = "Poste ouvert aux contractuels"


@dataclass(frozen=True)
class Person:
    """What a person has, as far as one offer asks."""

    numbers: HeldNumbers
    title_level: int | None  # Of a whole title that they hold.
    certificates: Sequence[CertificateHeld]
    competences: Mapping[str, CompetenceFacts]
    is_tenured: bool = False


@dataclass(frozen=True)
class Wanted:
    """What an offer asks for: what its words name, and what was understood of it."""

    asked: Sequence[AskedFor]
    family: JobFamily | None
    text: str
    level: tuple[int, str] | None = None  # The lowest diploma asked for, 3 to 8, and the words that say so.
    open_to_contract_staff: bool | None = None
    open_words: str = ""


def gap_to_offer(
    catalogue: Catalogue,
    wanted: Wanted,
    person: Person,
    competences: Sequence[CompetenceVersion],
    today: date,
) -> tuple[Need, ...]:
    """Return all that an offer asks for, first what its own words ask, then what is usual in its trade."""
    own = tuple(_own(catalogue, wanted, person, today))
    usual = tuple(_usual(catalogue, wanted, person, own, today))
    return (
        *own,
        *usual,
        *_on_level(wanted, person),
        *_on_access(wanted, person),
        *_on_competences(wanted, person, competences),
    )


def _own(catalogue: Catalogue, wanted: Wanted, person: Person, today: date) -> Iterator[Need]:
    for one in wanted.asked:
        need = _named(catalogue, one, person, today)
        if one.is_asked:
            yield need
        elif need.have is not Have.UNKNOWN:
            yield replace(need, what=f"{need.what} (l’annonce en parle)")


def _named(catalogue: Catalogue, one: AskedFor, person: Person, today: date) -> Need:
    if one.code.startswith("CCP"):
        return bloc_need(int(one.code[3:]), person.numbers, one.quote)
    if one.code == "title":
        return _title(person, one.quote)
    if one.code == "driving_licence":
        return Need("Permis de conduire", Have.UNKNOWN, LICENCE, quote=one.quote)
    return certificate_need(catalogue, one.code, person.certificates, today, one.quote)


def _title(person: Person, quote: str) -> Need:
    if person.title_level is not None:
        return Need(TITLE, Have.HELD, "Vous avez le titre entier.", quote=quote)
    if person.numbers.sure:
        held = list_fr([f"le CCP{number}" for number in sorted(person.numbers.sure)])
        return Need(
            TITLE, Have.PARTLY, f"Vous en avez {held} : dites-le dans votre candidature.", quote=quote
        )
    return Need(TITLE, Have.MISSING, "Vous n’avez noté aucun de ses blocs.", quote=quote)


def _usual(
    catalogue: Catalogue, wanted: Wanted, person: Person, own: Sequence[Need], today: date
) -> Iterator[Need]:
    """Return what the trade asks for in general, where the offer does not say it itself."""
    said = {(one.ccp_number, one.certificate) for one in own}
    if wanted.family:
        for need in family_needs(catalogue, wanted.family, person.numbers, person.certificates, today):
            is_about_access = need.ccp_number is None and not need.certificate
            if not is_about_access and (need.ccp_number, need.certificate) not in said:
                yield need


def _on_level(wanted: Wanted, person: Person) -> Iterator[Need]:
    if wanted.level is None:
        return
    asked, words = wanted.level
    what = f"Diplôme de niveau {asked} au moins"
    if person.title_level is not None and person.title_level >= asked:
        yield Need(what, Have.HELD, f"Votre titre est de niveau {person.title_level}.", quote=words)
    else:
        yield Need(what, Have.UNKNOWN, DIPLOMA, quote=words)


def _on_access(wanted: Wanted, person: Person) -> Iterator[Need]:
    """Say whether a contract agent may apply, where it is said, or where the trade makes it a question."""
    is_open, words = wanted.open_to_contract_staff, wanted.open_words
    if person.is_tenured:
        return
    if is_open is True:
        yield Need(IN_POST, Have.HELD, "L’annonce le dit.", quote=words)
    elif is_open is False:
        yield Need(IN_POST, Have.MISSING, "L’annonce réserve le poste aux fonctionnaires.", quote=words)
    elif wanted.family and wanted.family.is_civil_service:
        yield Need(IN_POST, Have.UNKNOWN, "L’annonce ne le dit pas : demandez-le avant de postuler.")


def _on_competences(
    wanted: Wanted, person: Person, competences: Sequence[CompetenceVersion]
) -> Iterator[Need]:
    """Hold the competences that the advert speaks of against answers and evidence."""
    for found in suggest(wanted.text, competences):
        one = gap_of(found.competence, person.competences.get(found.competence.code, CompetenceFacts()))
        quote = ", ".join(found.words)
        yield Need(one.competence.name, _have(one.facts, one.shown), _known(one.facts), quote=quote)


def _have(facts: CompetenceFacts, shown: Shown) -> Have:
    if shown is Shown.NOT_YET:
        return Have.MISSING if facts.level is Level.NO else Have.UNKNOWN
    return Have.HELD if shown is Shown.SHOWN else Have.PARTLY


def _known(facts: CompetenceFacts) -> str:
    answers = {
        Level.YES: "Vous savez le faire", Level.PARTLY: "Vous savez le faire en partie",
        Level.NO: "Vous avez dit ne pas savoir le faire", None: "Vous n’avez pas encore répondu",
    }  # fmt: skip
    count = facts.evidence_count
    proof = f"{count_fr(count, 'preuve')} dans votre carnet" if count else "aucune preuve dans votre carnet"
    return f"{answers[facts.level]}, {proof}."
