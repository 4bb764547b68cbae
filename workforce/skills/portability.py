"""What a person takes along when they leave: each certificate is kept, dated, or lapses, with its words. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from workforce.skills.families import Catalogue, Certificate, Fate
from workforce.skills.gaps import CertificateHeld
from workforce.wording import age_fr, date_fr, list_fr

# What a badge says of each fate, and how pressing it is.
FATES = {
    Fate.PORTABLE: ("vous l’emportez", "calm"),
    Fate.DATED: ("vous l’emportez, daté", "info"),
    Fate.LAPSES: ("s’arrête à votre départ", "plan"),
}


@dataclass(frozen=True)
class Portability:
    """What becomes of one certificate, in words."""

    certificate: Certificate
    fate: str
    level: str
    obtained: str  # "obtenu le 1er mai 2025, il y a 18 mois", or that its day is not known.
    sentence: str  # What becomes of it, and what to do.


def portability(
    catalogue: Catalogue, held: CertificateHeld, every: Sequence[CertificateHeld], today: date
) -> Portability:
    """Say what becomes of a certificate when the person leaves; `every`: all that they hold."""
    certificate = catalogue.certificate(held.code)
    words, level = FATES[certificate.fate]
    return Portability(
        certificate, words, level, _obtained(held, today), _sentence(catalogue, certificate, every)
    )


def portfolio_line(catalogue: Catalogue, held: CertificateHeld, score: int | None) -> str:
    """Return a certificate as a portfolio says it to whoever reads it: its name, its day, its score, whether it lasts."""
    certificate = catalogue.certificate(held.code)
    day = f", {date_fr(held.obtained_on)}" if held.obtained_on else ", date non précisée"
    points = f", score {score}" if score is not None else ""
    ends = " (habilitation portée par l’employeur : elle s’arrête au départ)" if _lapses(certificate) else ""
    return f"{certificate.name}{day}{points}{ends}"


def export_sentence(
    catalogue: Catalogue, certificates: Sequence[CertificateHeld], last_day: date | None
) -> str:
    """Say what closes on the last day and is to be exported before; the official tools close for everybody."""
    what = list_fr([*_lapsing(catalogue, certificates), "les outils du dispositif"])
    when = f"le {date_fr(last_day)}, dernier jour de votre contrat" if last_day else "à votre départ"
    return f"Se ferment {when} : {what}. Exportez avant vos propres données, sans aucune donnée du public."


def lapsing_sentence(catalogue: Catalogue, certificates: Sequence[CertificateHeld]) -> str:
    """Name the certificates noted that stop at departure; nothing where all are kept."""
    lost = _lapsing(catalogue, certificates)
    return f"Parmi vos certifications, s’arrête à votre départ : {list_fr(lost)}." if lost else ""


def _lapsing(catalogue: Catalogue, certificates: Sequence[CertificateHeld]) -> list[str]:
    codes = {one.code for one in certificates}
    return [f"« {one.name} »" for one in catalogue.certificates if one.code in codes and _lapses(one)]


def _lapses(certificate: Certificate) -> bool:
    return certificate.fate is Fate.LAPSES


def _obtained(held: CertificateHeld, today: date) -> str:
    if held.obtained_on is None:
        return "date d’obtention non précisée"
    return f"obtenu le {date_fr(held.obtained_on)}, {age_fr(held.obtained_on, today)}"


def _sentence(catalogue: Catalogue, certificate: Certificate, every: Sequence[CertificateHeld]) -> str:
    """Return its note; where it lapses, also whether what answers for it is noted."""
    if not _lapses(certificate):
        return certificate.note
    lasting = [one for one in catalogue.certificates if certificate.code in one.fulfils]
    noted = {one.code for one in every}
    rest = [f"« {one.name} »" for one in lasting if one.code not in noted]
    ask = f" Si vous l’avez suivie, notez aussi {list_fr(rest, 'ou')}." if rest else ""
    return f"{certificate.note}{ask}"
