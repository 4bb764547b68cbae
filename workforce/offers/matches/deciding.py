"""Does this offer suit this person? A score, and the sentences that explain it. Pure.

Nobody is matched or left out without a reason that can be read. What an offer does not say neither helps nor
harms.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.french_dates import folded
from workforce.offers.matches.seeking import MatchDecision, Missing, OfferFacts, SeekerProfile
from workforce.offers.matches.wording import kind_fr, months_fr
from workforce.offers.understanding.towns import NAMES, REGIONS
from workforce.offers.understanding.trades import BY_CODE, TradeFamily
from workforce.skills.families import shipped
from workforce.wording import date_fr, list_fr, money_fr

CERTIFICATES = {one.code: one.spoken for one in shipped().certificates}
OPEN_TO_ALL = "Le poste est un poste de fonctionnaire titulaire : vérifiez s'il est ouvert aux contractuels."
PERMANENT = frozenset({"CDI", "titulaire"})
NOTICE_HINT = timedelta(
    days=60
)  # A start this long before the end is a matter of notice; sooner, of a choice.
INDICATIVE = "Durée du préavis : indicatif, à vérifier auprès de votre employeur."

# Points out of 100 that each question is worth; what is unknown is worth half.
WEIGHTS = {"place": 25, "trade": 25, "skills": 20, "contract": 10, "dates": 10, "length": 5, "pay": 5}


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What one question brings: a share of its points (0 to 1), and words."""

    share: float
    fits: str | None = None
    missing: tuple[Missing, ...] = ()
    on_dates: str | None = None


UNKNOWN = _Opinion(0.5)


def match(profile: SeekerProfile, offer: OfferFacts, today: date) -> MatchDecision:
    """Decide whether an offer suits a person on this day, and say why."""
    excluded = next((reason for rule in _EXCLUSIONS if (reason := rule(profile, offer, today))), None)
    if excluded:
        return MatchDecision(matched=False, score=0, excluded_fr=excluded)
    opinions = {name: ask(profile, offer) for name, ask in _QUESTIONS.items()}
    return MatchDecision(
        matched=True,
        score=round(sum(WEIGHTS[name] * opinion.share for name, opinion in opinions.items())),
        fits=tuple(opinion.fits for opinion in opinions.values() if opinion.fits),
        missing=tuple(missing for opinion in opinions.values() for missing in opinion.missing),
        on_dates=opinions["dates"].on_dates,
    )


def _too_late(_profile: SeekerProfile, offer: OfferFacts, today: date) -> str | None:
    if offer.closes_on and offer.closes_on < today:
        return f"Les candidatures sont closes depuis le {date_fr(offer.closes_on)}."
    return None


def _too_far(profile: SeekerProfile, offer: OfferFacts, _today: date) -> str | None:
    """Exclude only an offer whose place is known and out of reach."""
    if profile.mobility == "national" or not offer.departement or not profile.departement:
        return None
    if offer.remote == "full" and profile.wants_remote:
        return None
    if offer.departement in _reach(profile):
        return None
    return f"Le poste est {_in(offer)}, hors de la zone que vous avez choisie ({_zone(profile)})."


def _closed_to_contract_staff(profile: SeekerProfile, offer: OfferFacts, _today: date) -> str | None:
    if offer.open_to_contract_staff is False and not profile.is_titulaire:
        return "Le poste est réservé aux fonctionnaires titulaires."
    return None


def _unwanted_trade(profile: SeekerProfile, offer: OfferFacts, _today: date) -> str | None:
    family = _family(offer)
    if family and profile.trades and family.code not in profile.trades:
        return f"Le métier « {family.label_fr} » n'est pas parmi ceux que vous avez choisis."
    return None


_EXCLUSIONS: tuple[Callable[[SeekerProfile, OfferFacts, date], str | None], ...] = (
    _too_late, _too_far, _closed_to_contract_staff, _unwanted_trade,
)  # fmt: skip


def _place(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    if offer.remote == "full":
        return _Opinion(1.0 if profile.wants_remote else 0.7, "Le poste se fait entièrement à distance.")
    if not offer.departement or not profile.departement:
        return UNKNOWN
    if _same_commune(profile, offer):
        return _Opinion(1.0, f"Le poste est dans votre commune, {offer.commune}.")
    return _near(profile, offer) if offer.departement == profile.departement else _away(profile, offer)


def _away(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    if offer.departement in profile.other_departements:
        return _Opinion(0.85, f"Le poste est {_in(offer)}, un département où vous acceptez d'aller.")
    if REGIONS.get(offer.departement or "") == REGIONS.get(profile.departement or ""):
        return _Opinion(0.7, f"Le poste est {_in(offer)}, dans votre région.")
    return _Opinion(0.5, f"Le poste est {_in(offer)} ; vous acceptez tout le pays.")


def _near(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    if profile.mobility == "commune" and offer.commune and profile.commune:
        far = Missing(f"Le poste est à {offer.commune}, hors de votre commune : vérifiez le trajet.")
        return _Opinion(0.4, missing=(far,))
    return _Opinion(0.9, f"Le poste est {_in(offer)}, dans votre département.")


def _trade(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    family = _family(offer)
    if family is None:
        return UNKNOWN
    if family.code == "mediation":
        return _Opinion(1.0, "C'est votre métier : la médiation numérique.")
    if family.code in profile.trades:
        return _Opinion(1.0, f"Le métier est de ceux que vous avez choisis : {family.label_fr}.")
    return _Opinion(0.7, f"Le métier est proche du vôtre : {family.label_fr}.")


def _skills(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    ccps, certificates = _asked(offer)
    lacking = [
        Missing(f"Le {ccp} est demandé pour ce métier.", ccp=ccp) for ccp in sorted(ccps - profile.ccps)
    ]
    lacking += [
        Missing(f"Il est utile d'avoir {CERTIFICATES.get(name, name)}.", certificate=name)
        for name in sorted(certificates - profile.certificates)
    ]
    asked = len(ccps) + len(certificates)
    if not asked:
        return UNKNOWN
    held = sorted(ccps & profile.ccps) + [
        CERTIFICATES.get(name, name) for name in sorted(certificates & profile.certificates)
    ]
    words = f"Vous avez ce que le métier demande : {list_fr(held)}." if held else None
    return _Opinion((asked - len(lacking)) / asked, words, tuple(lacking))


def _contract(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    kind = offer.contract_kind
    if not kind:
        return UNKNOWN
    if _may_be_shut(profile, offer):
        return _Opinion(0.2, missing=(Missing(OPEN_TO_ALL),))
    if not profile.contract_kinds or kind in profile.contract_kinds:
        words = f"Le contrat est {kind_fr(kind)}" + (
            ", comme vous le souhaitez." if profile.contract_kinds else "."
        )
        return _Opinion(1.0, words)
    wanted = list_fr([kind_fr(wanted) for wanted in sorted(profile.contract_kinds)], "ou")
    return _Opinion(0.0, missing=(Missing(f"Le contrat est {kind_fr(kind)} ; vous cherchez {wanted}."),))


def _may_be_shut(profile: SeekerProfile, offer: OfferFacts) -> bool:
    """Say whether the post is a civil servant's, and nothing tells that another may apply."""
    return (
        offer.contract_kind == "titulaire"
        and not profile.is_titulaire
        and offer.open_to_contract_staff is None
    )


def _length(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    if offer.contract_kind in PERMANENT:
        return UNKNOWN if _may_be_shut(profile, offer) else _Opinion(1.0, "Le poste n'a pas de date de fin.")
    if not offer.contract_months or not profile.contract_months:
        return UNKNOWN
    lengths = (
        f"{months_fr(offer.contract_months)}, contre {months_fr(profile.contract_months)} pour votre contrat"
    )
    if offer.contract_months >= profile.contract_months:
        return _Opinion(1.0, f"Le contrat dure au moins autant que le vôtre ({lengths}).")
    shorter = Missing(f"Le contrat est plus court que le vôtre ({lengths}).")
    return _Opinion(offer.contract_months / profile.contract_months / 2, missing=(shorter,))


def _pay(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    """Compare by month, gross with gross; an amount that is not said to be gross is shown, not judged."""
    if offer.pay is None or profile.lowest_monthly_pay is None:
        return UNKNOWN
    _, high = offer.pay.monthly
    if not offer.pay.gross:
        return _Opinion(
            0.5, f"L'offre annonce jusqu'à {money_fr(high)} par mois, sans dire que c'est en brut."
        )
    if high >= profile.lowest_monthly_pay:
        return _Opinion(1.0, f"Le salaire annoncé va jusqu'à {money_fr(high)} bruts par mois.")
    wanted = money_fr(profile.lowest_monthly_pay)
    below = Missing(
        f"Le salaire annoncé ({money_fr(high)} bruts par mois) est sous votre minimum ({wanted})."
    )
    return _Opinion(0.0, missing=(below,))


def _dates(profile: SeekerProfile, offer: OfferFacts) -> _Opinion:
    """Set the start of the offer against the end of the present contract."""
    end, start = profile.contract_ends_on, offer.starts_on
    if start is None:
        return _Opinion(0.5, on_dates="L'offre ne donne pas de date de début.")
    if end is None:
        return _available(profile, start)
    if start > end:
        return _after(start, end)
    if start > end - NOTICE_HINT:
        share, words = 0.7, "peu avant la fin de votre contrat"
    else:
        share, words = 0.4, "avant la fin de votre contrat"
    told = (
        f"Le poste commence le {date_fr(start)}, {words} ({date_fr(end)}) : préavis à prévoir. {INDICATIVE}"
    )
    return _Opinion(share, on_dates=told)


def _after(start: date, end: date) -> _Opinion:
    days = (start - end).days - 1
    if days == 0:
        return _Opinion(
            1.0, on_dates=f"Le poste commence le {date_fr(start)}, le lendemain de la fin de votre contrat."
        )
    gap = f"{days} jour{'s' if days > 1 else ''} après la fin de votre contrat ({date_fr(end)})"
    return _Opinion(1.0 if days <= 92 else 0.6, on_dates=f"Le poste commence le {date_fr(start)}, {gap}.")


def _available(profile: SeekerProfile, start: date) -> _Opinion:
    free = profile.available_on
    if free is None:
        return _Opinion(0.5, on_dates=f"Le poste commence le {date_fr(start)}.")
    if start >= free:
        return _Opinion(1.0, on_dates=f"Le poste commence le {date_fr(start)} : vous serez disponible.")
    told = f"Le poste commence le {date_fr(start)}, avant votre disponibilité ({date_fr(free)})."
    return _Opinion(0.4, on_dates=told)


_QUESTIONS: dict[str, Callable[[SeekerProfile, OfferFacts], _Opinion]] = {
    "place": _place,
    "trade": _trade,
    "skills": _skills,
    "contract": _contract,
    "length": _length,
    "pay": _pay,
    "dates": _dates,
}


def _family(offer: OfferFacts) -> TradeFamily | None:
    return BY_CODE.get(offer.trade or "")


def _asked(offer: OfferFacts) -> tuple[frozenset[str], frozenset[str]]:
    """Return what the employer asks for, else what the trade does."""
    family = _family(offer)
    ccps = offer.ccps if offer.ccps is not None else frozenset(family.ccps if family else ())
    certificates = offer.certificates
    if certificates is None:
        certificates = frozenset(family.certificates if family else ())
    return ccps, certificates


def _reach(profile: SeekerProfile) -> frozenset[str]:
    own = frozenset({profile.departement or ""}) | profile.other_departements
    if profile.mobility != "region":
        return own
    region = REGIONS.get(profile.departement or "")
    return own | {code for code, name in REGIONS.items() if name == region}


def _same_commune(profile: SeekerProfile, offer: OfferFacts) -> bool:
    if not (profile.commune and offer.commune) or profile.departement != offer.departement:
        return False
    return _plain(profile.commune) == _plain(offer.commune)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", folded(name)).strip()


def _in(offer: OfferFacts) -> str:
    name = NAMES.get(offer.departement or "", offer.departement or "")
    return f"à {offer.commune} ({name})" if offer.commune else f"dans le département {name}"


def _zone(profile: SeekerProfile) -> str:
    if profile.mobility == "region":
        return REGIONS.get(profile.departement or "", "votre région")
    return list_fr([NAMES.get(code, code) for code in sorted(_reach(profile))])
