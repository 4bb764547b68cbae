"""Saying in French that something is in a département: « dans l’Ain », « à Paris ». Pure."""

from workforce.territories.departements import departement

FEMININE = frozenset(
    [
        "16",
        "17",
        "19",
        "21",
        "23",
        "24",
        "26",
        "31",
        "33",
        "42",
        "43",
        "44",
        "48",
        "50",
        "51",
        "52",
        "53",
        "55",
        "57",
        "58",
        "70",
        "72",
        "73",
        "74",
        "76",
        "80",
        "85",
        "86",
        "87",
        "93",
    ]
)
PLURAL = frozenset(["04", "05", "06", "08", "13", "22", "40", "64", "65", "66", "78", "79", "88", "92"])
ELIDED = frozenset(
    [
        "01",
        "02",
        "03",
        "07",
        "09",
        "10",
        "11",
        "12",
        "27",
        "28",
        "34",
        "35",
        "36",
        "37",
        "38",
        "60",
        "61",
        "89",
        "91",
    ]
)
NAMED_ALONE = {
    "2A": "en", "2B": "en", "49": "en", "54": "en", "71": "en", "75": "à", "77": "en",
    "971": "en", "972": "en", "973": "en", "974": "à", "976": "à",
}  # fmt: skip


def inside_fr(code: str) -> str:
    """Return `dans l’Ain`, `dans le Var`, `en Guyane`, `à Paris`; the code itself where no département has it."""
    found = departement(code)
    if found is None:
        return code
    if found.code in NAMED_ALONE:
        return f"{NAMED_ALONE[found.code]} {found.name}"
    return f"dans {_article(found.code)}{found.name}"


def _article(code: str) -> str:
    if code in ELIDED:
        return "l’"
    return "la " if code in FEMININE else "les " if code in PLURAL else "le "
