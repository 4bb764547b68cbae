"""The contract that an offer proposes: its kind, and who may have it. Pure."""

import re

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess, Phrase, places, quoted

# In the order in which they win when a field or a title names several.
KINDS = {
    "apprentissage": Phrase(
        r"apprentissage|alternance|alternant\w*|contrat de professionnalisation|apprenti\w*",
        "apprenti", "alternan", "professionnalisation",
    ),
    "service_civique": Phrase(r"service civique|volontariat|volontaire en service", "civique", "volontaire"),
    "stage": Phrase(
        r"convention de stage|stage de fin d'etudes|offre de stage|stage conventionne", "stage",
    ),
    "PEC": Phrase(
        r"parcours emploi competences|pec\b|cui\b|cui-cae\b|contrat aide\b|contrat unique d'insertion"
        r"|cddi\b|cdd d'insertion|contrat a duree determinee d'insertion",
        "parcours", "pec", "cui", "aide", "unique", "insertion", "cddi",
    ),
    "CDP": Phrase(r"contrat de projet", "projet"),
    "CDD": Phrase(
        r"cdd\b|contrat a duree determinee|duree determinee|remplacement\b|contrat temporaire|emploi temporaire"
        r"|emploi non permanent|accroissement temporaire|renfort temporaire",
        "cdd", "determinee", "remplacement", "temporaire", "permanent", "accroissement", "renfort",
    ),
    "CDI": Phrase(
        r"cdi\b|contrat a duree indeterminee|duree indeterminee", "cdi", "indeterminee",
    ),
    "titulaire": Phrase(
        r"recrutement statutaire|par voie statutaire|fonctionnaires? uniquement|titulaires? uniquement"
        r"|reserve aux (?:fonctionnaires|titulaires)|uniquement (?:aux|par) (?:fonctionnaires|titulaires"
        r"|voie de mutation)",
        "statutaire", "fonctionnaire", "titulaire", "mutation",
    ),
    "vacation": Phrase(r"vacations?\b|vacataires?\b", "vacat"),
    "interim": Phrase(r"interim\b|mission interimaire", "interim"),
}  # fmt: skip
# What tells the contract more exactly than the word beside it: a contrat de projet is a CDD, and so is a PEC.
EXACT = {"CDD": ("CDP", "PEC"), "PEC": (), "CDP": ()}
_TITLE_STAGE = re.compile(r"^(?:stage|stagiaire)\b|\bstage\b|\(stage\)")
# A contract that is only hoped for, or a kind that is only spoken of.
_HOPED = re.compile(
    r"(?:evoluti\w+|debouch\w+|possibilite|transform\w+|perspective|pouvant|pourra|susceptible|vers un|suivi d'un|puis"
    r"|devenir|titularis\w+|a l'issue|non|embauche en)[ ,'/()-]+(?:\w+[ ,'/()-]+){0,5}$"
)
_HOPED_AFTER = re.compile(r"\W{0,3}(?:possible|envisag\w+|a l'issue|a la cle|a terme|en perspective)")
_NOT_OFFERED = re.compile(r"\b(?:pas de|ni|sans|non|aucun)[ ,'/()-]+$")
_OR_NOT = re.compile(r"[ ,]*(?:ou|et|a defaut)\b")  # « par voie statutaire ou contractuelle ».
_ELSEWHERE = re.compile(
    r"(?:accompagn\w+|recherche|suivi|promouvoir|tuteur|tutorat|encadr\w+|aide a|informer sur|accueil\w*|form(?:er|ez)"
    r"|accueillez)[ ,'/()-]+(?:\w+[ ,'/()-]+){0,6}$"
)
_EITHER = Phrase(
    r"(?:\bcdd\b|determinee)\s*(?:ou|/|et)\s*(?:en |un |contrat a duree |duree )?(?:\bcdi\b|indeterminee)"
    r"|(?:\bcdi\b|indeterminee)\s*(?:ou|/)\s*(?:en |un |contrat a duree |duree )?(?:\bcdd\b|determinee)",
    "cdd", "determinee",
)  # fmt: skip
_BEFORE = 80  # Characters looked at before a word, to tell what it is said of.
_NEAR = 60  # Characters within which a more exact word is about the same contract.

_OPEN_NO = Phrase(
    r"(?:non|pas) ouvert aux? contractuels?|(?:uniquement|exclusivement) (?:ouvert )?(?:aux|par des|des) "
    r"(?:agents )?(?:fonctionnaires|titulaires)|reserve aux (?:agents )?(?:fonctionnaires|titulaires)"
    r"|(?:fonctionnaires?|titulaires?) (?:uniquement|exclusivement)|par voie statutaire uniquement"
    r"|recrutement (?:uniquement )?(?:par voie )?statutaire(?! ou)",
    "contractuel", "fonctionnaire", "titulaire", "statutaire",
)  # fmt: skip
_OPEN_YES = Phrase(
    r"ouverte? (?:egalement )?(?:aux|a des) (?:agents )?(?:titulaires et (?:aux )?|titulaires ou (?:aux )?"
    r"|fonctionnaires et,? ?(?:a defaut,? ?)?(?:aux )?)?contractuels?"
    r"|(?:titulaires?|fonctionnaires?|statutaires?)(?: de la fonction publique)?(?: territoriale)?,? (?:ou|et|a defaut)"
    r"(?: aux|,? a defaut,?)?(?: aux)? contractuel\w*|a defaut,? (?:par voie )?(?:aux )?contractuel\w*"
    r"|contractuels? accepte\w*|ou (?:par voie )?contractuelle"
    r"|contractuels? (?:de droit public|bienvenus?)|recrutement (?:par voie )?contractuel"
    r"|titulaires?\s*/\s*contractuels?|titulaires? ou (?:en )?cdd"
    r"|non[- ]titulaires? accepte\w*|emploi ouvert aux contractuels",
    "contractuel", "titulaire", "titulaires",
)  # fmt: skip
_YES, _NO = re.compile(r"^\W*oui\b"), re.compile(r"^\W*non\b")


def guess_kind(advert: Advert) -> Guess | None:
    """Return the kind of contract: the labelled field, then the title, then the text."""
    fields = [advert.fields[name] for name in ("contract", "length") if name in advert.fields]
    for words in (*fields, advert.title):
        found = _kinds_in(words)
        if found:
            return Guess("contract_kind", found[0][0], words[:160])
    if "stag" in advert.title.lower() and _TITLE_STAGE.search(folded(advert.title)):
        return Guess("contract_kind", "stage", advert.title)
    return _kind_in_text(advert.text)


def _kinds_in(words: str) -> list[tuple[str, re.Match[str]]]:
    plain = folded(words)
    held = places(plain)
    found = [
        (kind, match) for kind, phrase in KINDS.items() if phrase in held for match in phrase.finditer(plain)
    ]
    if not found or _EITHER.search(plain):
        return []
    return [(kind, match) for kind, match in found if _is_offered(kind, plain, match)]


def _is_offered(kind: str, plain: str, found: re.Match[str]) -> bool:
    """Say whether a kind is the one of this offer, neither refused nor only hoped for."""
    before = plain[max(0, found.start() - _BEFORE) : found.start()]
    if before[-1:].isalnum() or _NOT_OFFERED.search(before):
        return False
    if kind == "titulaire" and _OR_NOT.match(plain, found.end()):
        return False
    hoped = _HOPED.search(before) or _HOPED_AFTER.match(plain, found.end())
    return kind not in ("CDI", "titulaire") or not hoped


def _kind_in_text(text: str) -> Guess | None:
    plain = folded(text)
    found = sorted(
        ((match.start(), order, kind, match) for order, (kind, match) in enumerate(_kinds_in(text))
         if not _ELSEWHERE.search(plain[max(0, match.start() - _BEFORE) : match.start()])),
        key=lambda row: row[:2],
    )  # fmt: skip
    if not found:
        return None
    place, _, kind, match = found[0]
    exact = next((row for row in found if row[2] in EXACT.get(kind, ()) and row[0] - place <= _NEAR), None)
    if exact:
        _, _, kind, match = exact
    return Guess("contract_kind", kind, quoted(text, match, around=20))


def guess_open(advert: Advert) -> Guess | None:
    """Say whether a person who is not a fonctionnaire may apply, when the offer says so."""
    field = advert.fields.get("open", "")
    if field and (_YES.search(folded(field)) or _NO.search(folded(field))):
        return Guess(
            "open_to_contract_staff", bool(_YES.search(folded(field))), f"Ouvert aux contractuels : {field}"
        )
    for words in advert.passages("contract", "grades"):
        for phrase, value in ((_OPEN_NO, False), (_OPEN_YES, True)):
            found = phrase.search(folded(words))
            if found:
                return Guess("open_to_contract_staff", value, quoted(words, found))
    return None
