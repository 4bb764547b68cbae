"""Which law is a new employer under? Its name often says it, and the kind of its contracts. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from workforce.contracts.imports.cells import plain
from workforce.contracts.kinds import ContractKind, Sector

PUBLIC_KINDS = frozenset({ContractKind.CDP, ContractKind.TENURED})  # They exist at public employers only.

# Words of a name, without accents → what the structure is. The first found decides, so that « Association des
# maires » is an association and « Mission locale de la Ville de Foix » no town.
STRUCTURES: tuple[tuple[str, Sector, str], ...] = (
    ("association|asso|amicale|ligue|federation|mjc|maison des jeunes", Sector.PRIVATE, "Association"),
    ("foyer rural|foyers ruraux|familles rurales|udaf|ufcv|pimms|emmaus", Sector.PRIVATE, "Association"),
    ("croix rouge|secours|mission locale|regie de quartier|mutualite", Sector.PRIVATE, "Association"),
    ("fondation", Sector.PRIVATE, "Fondation"),
    ("scic|scop|cooperative|coop", Sector.PRIVATE, "Coopérative"),
    ("sas|sasu|sarl|eurl", Sector.PRIVATE, "Entreprise"),
    ("ccas|cias|centre communal d action sociale", Sector.PUBLIC, "CCAS"),
    ("centre intercommunal d action sociale", Sector.PUBLIC, "CCAS"),
    ("communaute|metropole|agglomeration|syndicat mixte|epci|petr", Sector.PUBLIC, "EPCI"),
    ("departement|departemental|departementale", Sector.PUBLIC, "Département"),
    ("region|conseil regional|collectivite", Sector.PUBLIC, "Région ou collectivité"),
    ("mairie|commune|ville", Sector.PUBLIC, "Commune"),
    ("mediatheque|bibliotheque|prefecture|universite|lycee|college", Sector.PUBLIC, "Établissement public"),
    ("hopital|etablissement public|groupement d interet public|gip", Sector.PUBLIC, "Établissement public"),
)
NOT_KNOWN = "public par prudence, car son nom ne le dit pas"


@dataclass(frozen=True)
class SectorGuess:
    """The law an employer is probably under, what it is, and the words this was read from."""

    sector: Sector
    kind: str
    reason: str

    @property
    def sentence(self) -> str:
        """Return the guess as an analysis says it."""
        return f"secteur {self.reason} : à vérifier"


def guess(name: str, contract: ContractKind | None = None) -> SectorGuess:
    """Guess a new employer's sector.

    When nothing tells, it is taken for public: a person under public law must never be advised as a private
    employee is (leave for training, end-of-contract bonus), the reverse costs less.
    """
    found = _structure(name)
    kind = found[2] if found else ""
    if contract in PUBLIC_KINDS:
        return SectorGuess(
            Sector.PUBLIC,
            kind if found and found[1] is Sector.PUBLIC else "",
            "public d’après le type de contrat",
        )
    if found is None:
        return SectorGuess(Sector.PUBLIC, "", NOT_KNOWN)
    label = "public" if found[1] is Sector.PUBLIC else "privé"
    return SectorGuess(found[1], kind, f"{label} d’après « {found[0]} » dans son nom")


def _structure(name: str) -> tuple[str, Sector, str] | None:
    """Return the first telling words of a name."""
    words = f" {plain(name)} "
    for telling, sector, kind in STRUCTURES:
        for word in telling.split("|"):
            if f" {word} " in words:
                return word, sector, kind
    return None
