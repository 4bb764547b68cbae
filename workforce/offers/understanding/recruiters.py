"""Who hires: the employer that an offer names. Pure."""

import re

from workforce.french_dates import folded
from workforce.offers.understanding.guesses import Advert, Guess

_AT_THE_END = re.compile(r"\s(?:[-–—|@]|chez)\s(?P<employer>[^-–—|@]{3,80})$")
_NOUN = re.compile(
    r"\b(?:mairie|ville|commune|communaute|agglomeration|metropole|conseil departemental|departement"
    r"|region|ccas|cias|mjc"
    r"|centre social|association|mission locale|mediatheque|pimms|syndicat|pays|afpa"
    r"|greta|emmaus|petr"
    r"|foyer|maison|fablab|tiers[- ]lieu|universite|cdg|centre de gestion|cc |ca )"
)
# How the name of a public body or of an association begins; what follows, up to a sign, is its name.
_BODIES = (
    r"[Mm]airie|[Vv]ille d|[Cc]ommune d|CCAS|CIAS|CC |CA |CU |PETR|SIVU|SIVOM|SIVOS|[Ss]yndicat|[Cc]ommunauté"
    r"|[Cc]ollectivité d|[Cc]onseil [Dd]épartemental|[Dd]épartement d|[Rr]égion [A-ZÉ]|[Pp]réfecture|[Mm]étropole"
    r"|Grand [A-Z]|[Aa]ssociation [A-ZÉ\d]|[Mm]ission [Ll]ocale|MJC d|[Cc]entre social|[Cc]entre socioculturel"
    r"|[Cc]entre hospitalier|[Mm]édiathèque d|[Ff]édération|[Ff]amilles [Rr]urales|Emmaüs|PIMMS|Greta|[Rr]égie de quartier"
    r"|Croix-Rouge|Ligue de|FacLab d|MSA "
)
_SENTENCE = re.compile(r"[\n.!?–—|] *")
_NAMED = re.compile(rf"(?:La |Le |L['’])?(?:{_BODIES})[^.,;:!?\n(–—|]{{0,80}}")
_SUBJECT = re.compile(
    r"(?:^|\n|[.!?] +|, )(?P<employer>(?:[Ll]a |[Ll]e |[Ll]['’]|[Ll]es )?[A-ZÉÈÀa-zéèà][^.,;:!?\n]{2,90}?)(?:, [^.\n,]{3,80},)? +"
    r"(?:recrute\b|embauche\b|(?:recherche|cherche|propose|ouvre) (?:une?|deux|des|son|sa|ses|actuellement|activement|quelqu)\b)",
    re.MULTILINE,
)
_VERBS = ("recrute", "cherche", "embauche", "propose", "ouvre")
_NOBODY = re.compile(
    r"^(?:nous|vous|on|il|elle|qui|je|notre|votre|bonjour|poste|une?|dans|pour|afin|au sein|suite|si|cette|ce)\b"
)
_TAIL = re.compile(
    r"\s*(?:\([^)]*\)?"
    r"|\b(?:déploie|accompagne|propose|souhaite|gère|anime|développe|renforce|emploie|intervient|est|a)\b .*"
    r"|\bpour (?:son|sa|ses|une?|le|la)\b.*|\b(?:recrute|recherche|cherche|embauche)\b.*"
    r"|[-–]\s*$|\b\d{5}\b.*|[-–] ?\d.*|\ben CD[DI]\b.*)"
)
LONGEST = 120  # Characters of a name.


def guess_employer(advert: Advert, known: str = "") -> Guess | None:
    """Return who hires: the field that says so, else the title's end, the text, or the source itself."""
    stated = advert.fields.get("employer")
    if stated:
        return Guess("employer", stated, stated)
    return (
        _in_title(advert.title)
        or (Guess("employer", known, "L'employeur de la source") if known else None)
        or _in_text(advert.text)
    )


def _in_title(title: str) -> Guess | None:
    found = _AT_THE_END.search(title)
    if found and found["employer"][0].isupper() and _NOUN.search(folded(found["employer"])):
        return Guess("employer", found["employer"].strip(), title)
    return None


def _in_text(text: str) -> Guess | None:
    """Return the subject of « recrute », else the first public body or association that opens a sentence."""
    subjects = _SUBJECT.finditer(text) if any(verb in text for verb in _VERBS) else ()
    for found in subjects:
        name = _name(found["employer"])
        if name and (
            _NOUN.search(folded(name)) or re.match(r"(?:[Ll]a |[Ll]e |[Ll]['’]|[Ll]es )?[A-ZÉ]", name)
        ):
            return Guess("employer", name, _quote(text, found))
    starts = (0, *(sign.end() for sign in _SENTENCE.finditer(text)))
    named = next((one for start in starts if (one := _NAMED.match(text, start))), None)
    name = _name(named[0]) if named else ""
    return Guess("employer", name, " ".join(named[0].split())[:160]) if name and named else None


def _name(words: str) -> str:
    """Return a name without what is said of it, nothing for a pronoun."""
    bare = " ".join(_TAIL.sub("", words).split()).strip(" -–,'’")
    return bare if 3 <= len(bare) <= LONGEST and not _NOBODY.match(folded(bare)) else ""


def _quote(text: str, found: re.Match[str]) -> str:
    return " ".join(text[found.start("employer") : found.end()].split())[:160]
