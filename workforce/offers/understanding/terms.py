"""The contract that an offer proposes: kind, length, who may have it, when it starts and closes. Pure."""

import re
from datetime import date

from workforce.french_dates import DATE, date_of, folded, french_date
from workforce.offers.understanding.guesses import Advert, Guess, quoted

# In the order in which they win when a field or a title names several.
KINDS = {
    "apprentissage": r"apprentissage|alternance|alternant\w*|contrat de professionnalisation|apprenti\w*",
    "service_civique": r"service civique|volontariat|volontaire en service",
    "stage": r"convention de stage|stage de fin d'etudes|offre de stage|stage conventionne",
    "PEC": r"parcours emploi competences|\bpec\b|\bcui\b|\bcui-cae\b|contrat aide\b"
    r"|contrat unique d'insertion|\bcddi\b",
    "CDP": r"contrat de projet",
    "CDD": r"\bcdd\b|contrat a duree determinee|duree determinee|\bremplacement\b|contrat temporaire"
    r"|emploi temporaire"
    r"|emploi non permanent|accroissement temporaire|renfort temporaire",
    "CDI": r"\bcdi\b|contrat a duree indeterminee|duree indeterminee",
    "titulaire": r"recrutement statutaire|par voie statutaire|fonctionnaires? uniquement"
    r"|titulaires? uniquement"
    r"|reserve aux (?:fonctionnaires|titulaires)|uniquement (?:aux|par) (?:fonctionnaires|titulaires"
    r"|voie de mutation)",
    "vacation": r"vacations?\b|vacataires?\b",
    "interim": r"\binterim\b|mission interimaire",
}
_KINDS = {kind: re.compile(pattern) for kind, pattern in KINDS.items()}
_TITLE_STAGE = re.compile(r"^(?:stage|stagiaire)\b|\bstage\b|\(stage\)")
# A CDI that is only hoped for, or a kind that is only spoken of.
_HOPED = re.compile(
    r"(?:evoluti\w+|debouch\w+|possibilite|transform\w+|perspective|pouvant|pourra|susceptible|vers un"
    r"|suivi d'un"
    r"|puis|devenir|titularis\w+)[ ,'/()-]+(?:\w+[ ,'/()-]+){0,5}$"
)
_ELSEWHERE = re.compile(
    r"(?:accompagn\w+|recherche|suivi|promouvoir|tuteur|tutorat|encadr\w+|aide a|informer sur)[ ,'/()-]+"
    r"(?:\w+[ ,'/()-]+){0,4}$"
)
_BEFORE = 80  # Characters looked at before a word, to tell what it is said of.

_COUNT = r"(\d{1,3}|un|une|deux|trois|quatre|cinq|six|neuf|douze|dix-huit|vingt-quatre|trente-six)"
_NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "neuf": 9, "douze": 12,
    "dix-huit": 18, "vingt-quatre": 24, "trente-six": 36,
}  # fmt: skip
_LONG = rf"{_COUNT}\s*(mois|ans?\b|annees?)"
_ONLY_LENGTH = re.compile(rf"\b{_LONG}")
_LENGTHS = (
    re.compile(
        rf"(?:\bcdd\b|\bpec\b|contrat(?: de projet| a duree determinee)?|contrat d'engagement"
        rf"|duree)[^.;\n€]{{0,45}}?\b{_LONG}"
    ),
    re.compile(rf"\b{_LONG}\s*(?:renouvelables?|de contrat|en cdd|\(renouvelable|fermes?)"),
    re.compile(rf"(?:pour une duree de|pour une periode de|mission de|remplacement de|pendant)\s*{_LONG}"),
)
_NOT_A_LENGTH = re.compile(
    r"experience|anciennete|bac\s*\+|periode d'essai|essai|depuis|\bages?\b|preavis|diplome|formation"
    r"|minimum dans|partenariat"
)
MAX_MONTHS = 72

_OPEN_NO = re.compile(
    r"(?:non|pas) ouvert aux? contractuels?|(?:uniquement|exclusivement) (?:ouvert )?(?:aux|par des|des) "
    r"(?:agents )?(?:fonctionnaires|titulaires)|reserve aux (?:agents )?(?:fonctionnaires|titulaires)"
    r"|(?:fonctionnaires?|titulaires?) (?:uniquement|exclusivement)|par voie statutaire uniquement"
    r"|recrutement (?:uniquement )?(?:par voie )?statutaire(?! ou)"
)
_OPEN_YES = re.compile(
    r"ouvert (?:egalement )?aux (?:agents )?(?:titulaires et (?:aux )?"
    r"|fonctionnaires et (?:aux )?)?contractuels?"
    r"|(?:titulaires?|fonctionnaires?"
    r"|statutaires?)(?: de la fonction publique)?(?: territoriale)? (?:ou|et)(?: aux| a defaut)?"
    r" contractuel\w*|a defaut,? (?:par voie )?contractuel\w*|contractuels? accepte\w*"
    r"|ou (?:par voie )?contractuelle"
    r"|contractuels? (?:de droit public|bienvenus?)|recrutement (?:par voie )?contractuel"
    r"|titulaires?\s*/\s*contractuels?"
    r"|non[- ]titulaires? accepte\w*|emploi ouvert aux contractuels"
)
_YES, _NO = re.compile(r"^\W*oui\b"), re.compile(r"^\W*non\b")

_CLOSING = re.compile(
    r"(?:date limite|candidat\w+ (?:a (?:adresser|envoyer|transmettre) )?(?:avant|jusqu)"
    r"|postule\w* avant|cloture"
    r"|jusqu'au|au plus tard|avant le|depot des candidatures|limite de (?:depot|candidature|reponse))"
    rf"[^.;\n]{{0,70}}?{DATE}"
)
_CANDIDACY = re.compile(r"candidat|cloture|date limite|postul|cv\b|dossier|lettre de motivation|reponse")
_START = re.compile(
    r"(?:prise de (?:poste|fonctions?)|a pourvoir|a partir du|a compter du|des le|debut(?: du"
    r"| de)? (?:contrat|mission)"
    rf"|date de debut|embauche|poste vacant)[^.;\n]{{0,45}}?{DATE}"
)
_RANGE = re.compile(r"\bdu (\d{2}/\d{2}/\d{4}) au (\d{2}/\d{2}/\d{4})")


def guess_kind(advert: Advert) -> Guess | None:
    """Return the kind of contract: the labelled field, then the title, then the text."""
    fields = [advert.fields[name] for name in ("contract", "length") if name in advert.fields]
    for words in (*fields, advert.title):
        found = _kinds_in(words)
        if found:
            return Guess("contract_kind", found[0][0], words[:160])
    if _TITLE_STAGE.search(folded(advert.title)):
        return Guess("contract_kind", "stage", advert.title)
    return _kind_in_text(advert.text)


def _kinds_in(words: str) -> list[tuple[str, re.Match[str]]]:
    plain = folded(words)
    found = [(kind, match) for kind, pattern in _KINDS.items() for match in pattern.finditer(plain)]
    return [(kind, match) for kind, match in found if not _HOPED.search(_before(plain, match))]


def _before(plain: str, found: re.Match[str]) -> str:
    return plain[max(0, found.start() - _BEFORE) : found.start()]


def _kind_in_text(text: str) -> Guess | None:
    plain = folded(text)
    found = [
        (match.start(), kind, match)
        for kind, match in _kinds_in(text)
        if not _ELSEWHERE.search(_before(plain, match))
    ]
    if not found:
        return None
    _, kind, match = min(found, key=lambda row: row[0])
    return Guess("contract_kind", kind, quoted(text, match, around=20))


def guess_months(advert: Advert) -> Guess | None:
    """Return the length of the contract in months."""
    field = advert.fields.get("length", "")
    found = _ONLY_LENGTH.search(folded(field))
    if found:
        return _months(field, found)
    for words in advert.passages("contract"):
        guess = _months_in(words)
        if guess:
            return guess
    return None


def _months_in(words: str) -> Guess | None:
    plain = folded(words)
    for pattern in _LENGTHS:
        for found in pattern.finditer(plain):
            near = plain[max(0, found.start() - 25) : found.end() + 22]
            if not _NOT_A_LENGTH.search(near):
                return _months(words, found)
    return None


def _months(words: str, found: re.Match[str]) -> Guess | None:
    count = _NUMBERS.get(found[1]) or int(found[1])
    months = count if found[2] == "mois" else count * 12
    return Guess("contract_months", months, quoted(words, found)) if 0 < months <= MAX_MONTHS else None


def guess_open(advert: Advert) -> Guess | None:
    """Say whether a person who is not a fonctionnaire may apply, when the offer says so."""
    field = advert.fields.get("open", "")
    if field and (_YES.search(folded(field)) or _NO.search(folded(field))):
        return Guess(
            "open_to_contract_staff", bool(_YES.search(folded(field))), f"Ouvert aux contractuels : {field}"
        )
    for words in advert.passages("contract", "grades"):
        for pattern, value in ((_OPEN_NO, False), (_OPEN_YES, True)):
            found = pattern.search(folded(words))
            if found:
                return Guess("open_to_contract_staff", value, quoted(words, found))
    return None


def guess_closing(advert: Advert, near: date | None) -> Guess | None:
    """Return the last day on which one may apply; a publication period ends on it."""
    period = _RANGE.search(folded(advert.fields.get("publication", "")))
    if period:
        day = french_date(period[2])
        return Guess("closes_on", day, period[0]) if day else None
    field = advert.fields.get("closing", "")
    guess = _dated("closes_on", field, re.search(DATE, folded(field)), near)
    return guess or next(
        (guess for words in (advert.title, advert.text) if (guess := _closing_in(words, near))), None
    )


def _closing_in(words: str, near: date | None) -> Guess | None:
    plain = folded(words)
    for found in _CLOSING.finditer(plain):
        if _CANDIDACY.search(plain[max(0, found.start() - 60) : found.end()]):
            return _dated("closes_on", words, found, near)
    return None


def guess_start(advert: Advert, near: date | None) -> Guess | None:
    """Return the day on which the work starts, when it is given."""
    field = advert.fields.get("start", "")
    guess = _dated("starts_on", field, re.search(DATE, folded(field)), near)
    for words in (advert.title, advert.text):
        guess = guess or _dated("starts_on", words, _START.search(folded(words)), near)
    return guess


def _dated(field: str, words: str, found: re.Match[str] | None, near: date | None) -> Guess | None:
    day = date_of(found, near) if found else None
    return Guess(field, day, quoted(words, found)) if day and found else None
