"""Gaps: what separates a person from a bloc, competence by competence, and from a kind of job."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workforce.skills.families import Catalogue, Certificate, JobFamily
from workforce.skills.referential import TO_COMPLETE, TO_CONFIRM, CCPVersion, CompetenceVersion
from workforce.skills.standing import HeldNumbers
from workforce.wording import count_fr, list_fr


class Level(StrEnum):
    """How a person answers « savez-vous le faire ? » for one competence."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True)
class CompetenceFacts:
    """What is known of one competence of one person; nothing known is a fact too."""

    level: Level | None = None
    evidence_count: int = 0
    is_possible_here: bool | None = None  # None: nobody said.


class Shown(StrEnum):
    """How far a person can show one competence."""

    SHOWN = "shown"  # They can do it and evidence says so.
    PARTLY = "partly"
    NOT_YET = "not_yet"


@dataclass(frozen=True)
class CompetenceGap:
    """One competence and what it lacks; no reason means nothing lacks."""

    competence: CompetenceVersion
    facts: CompetenceFacts
    reasons: tuple[str, ...]

    @property
    def shown(self) -> Shown:
        """Return how far it is shown: an answer without evidence, or the reverse, counts in part."""
        if self.is_covered:
            return Shown.SHOWN
        knows_some = self.facts.level in (Level.YES, Level.PARTLY)
        return Shown.PARTLY if knows_some or self.facts.evidence_count else Shown.NOT_YET

    @property
    def is_covered(self) -> bool:
        """Tell whether the person can do it and has evidence of it."""
        return not self.reasons


@dataclass(frozen=True)
class CCPGap:
    """What separates a person from a bloc."""

    ccp: CCPVersion
    competences: tuple[CompetenceGap, ...]
    reasons: tuple[str, ...]

    @property
    def is_covered(self) -> bool:
        """Tell whether evidence covers the whole bloc, the door of the VAE; an unknown wording never is."""
        return bool(self.competences) and all(one.is_covered for one in self.competences)

    @property
    def covered_count(self) -> int:
        """Return the number of competences that the person can do and has evidence of."""
        return sum(one.is_covered for one in self.competences)

    @property
    def impossible_here(self) -> tuple[CompetenceVersion, ...]:
        """Return the competences that the present employer gives no occasion to practise."""
        return tuple(one.competence for one in self.competences if one.facts.is_possible_here is False)


@dataclass(frozen=True)
class CertificateHeld:
    """A certificate that a person holds, with its date and the last day it is valid."""

    code: str
    obtained_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class FamilyGap:
    """What separates a person from a kind of job."""

    family: JobFamily
    missing_ccp_numbers: tuple[int, ...]
    to_confirm_ccp_numbers: tuple[int, ...]
    missing_certificates: tuple[Certificate, ...]
    reasons: tuple[str, ...]

    @property
    def is_closed(self) -> bool:
        """Tell whether nothing is missing for sure."""
        return not (self.missing_ccp_numbers or self.to_confirm_ccp_numbers or self.missing_certificates)


def gap_to_ccp(ccp: CCPVersion, known: Mapping[str, CompetenceFacts]) -> CCPGap:
    """Return what a person lacks for a bloc, from what is known of each of its competences."""
    competences = tuple(gap_of(one, known.get(one.code, CompetenceFacts())) for one in ccp.competences)
    return CCPGap(ccp, competences, tuple(_ccp_reasons(ccp, competences)))


def gap_to_family(
    catalogue: Catalogue,
    family: JobFamily,
    numbers: HeldNumbers,
    certificates: Sequence[CertificateHeld],
    today: date,
) -> FamilyGap:
    """Return what a person lacks for a kind of job on a day; a bloc counts whatever its generation."""
    lacking = tuple(one for one in family.ccp_numbers if one not in numbers.sure | numbers.to_confirm)
    doubtful = tuple(one for one in family.ccp_numbers if one in numbers.to_confirm)
    valid = _valid_codes(catalogue, certificates, today)
    absent = tuple(catalogue.certificate(code) for code in family.certificates if code not in valid)
    reasons = tuple(_family_reasons(family, lacking, doubtful, absent))
    return FamilyGap(family, lacking, doubtful, absent, reasons)


def is_valid(held: CertificateHeld, today: date) -> bool:
    """Tell whether a certificate is valid on a day; an unknown day counts."""
    begun = held.obtained_on is None or held.obtained_on <= today
    return begun and (held.expires_on is None or today <= held.expires_on)


def gap_of(competence: CompetenceVersion, facts: CompetenceFacts) -> CompetenceGap:
    """Return what one competence lacks."""
    return CompetenceGap(competence, facts, tuple(_competence_reasons(facts)))


def _competence_reasons(facts: CompetenceFacts) -> Iterator[str]:
    answers = {
        None: "Vous n’avez pas encore dit si vous savez le faire.",
        Level.NO: "Vous avez dit ne pas savoir le faire.",
        Level.PARTLY: "Vous avez dit savoir le faire en partie.",
    }
    if facts.level in answers:
        yield answers[facts.level]
    if facts.evidence_count == 0:
        yield "Aucune preuve d’expérience n’est notée."
    if facts.is_possible_here is False and (facts.evidence_count == 0 or facts.level is not Level.YES):
        yield "Votre structure ne permet pas de le pratiquer."


def _ccp_reasons(ccp: CCPVersion, competences: Sequence[CompetenceGap]) -> Iterator[str]:
    if not competences:
        yield f"Les compétences du {ccp.short_name} ne sont pas encore connues : {TO_COMPLETE}."
        return
    covered = sum(one.is_covered for one in competences)
    are_covered = "sont couvertes" if covered > 1 else "est couverte"
    count = (
        f"{covered} compétences sur {len(competences)}"
        if covered > 1
        else f"1 compétence sur {len(competences)}"
    )
    subject = (
        f"{count} {are_covered}" if covered else f"Aucune des {len(competences)} compétences n’est couverte"
    )
    yield f"{subject} par vos réponses et vos preuves."
    blocked = sum(one.facts.is_possible_here is False and not one.is_covered for one in competences)
    if blocked:
        verb = "ne peut" if blocked == 1 else "ne peuvent"
        yield f"{count_fr(blocked, 'compétence')} {verb} pas se pratiquer dans votre structure."


def _valid_codes(
    catalogue: Catalogue, certificates: Sequence[CertificateHeld], today: date
) -> frozenset[str]:
    return catalogue.fulfilled(one.code for one in certificates if is_valid(one, today))


def _family_reasons(
    family: JobFamily, lacking: Sequence[int], doubtful: Sequence[int], absent: Sequence[Certificate]
) -> Iterator[str]:
    if lacking:
        yield f"Ce métier s’appuie sur {list_fr([f'le CCP{number}' for number in lacking])} : à obtenir."
    for number in doubtful:
        yield f"Votre titre pourrait valoir le CCP{number} : {TO_CONFIRM}."
    for certificate in absent:
        yield f"Ce métier demande : {certificate.name}."
    if family.note:
        yield family.note
