"""The words of a contract: its kind, the law it is under, who must act, how it ended early."""

from enum import StrEnum


class ContractKind(StrEnum):
    """What sort of contract binds the person to the employer."""

    CDD = "cdd"
    CDI = "cdi"
    CDP = "cdp"  # Contrat de projet, public employers only.
    PEC = "pec"  # Parcours emploi compétences: a private-law contract, whoever the employer is.
    TENURED = "tenured"


class Sector(StrEnum):
    """The law that the employer is under."""

    PUBLIC = "public"
    PRIVATE = "private"


class Party(StrEnum):
    """Who must act before a deadline, or hears that it comes."""

    ADVISER = "adviser"
    EMPLOYER = "employer"
    COORDINATOR = "coordinator"


class EndMotive(StrEnum):
    """Why a contract stopped: at its term, or by a rupture."""

    TERM = "term"
    RESIGNATION = "resignation"
    DISMISSAL = "dismissal"
    FUNDING_ENDED = "funding_ended"
    NOT_RENEWED = "not_renewed"
    MUTUAL_AGREEMENT = "mutual_agreement"


class Answer(StrEnum):
    """What an employer says of the contract to come."""

    RENEW = "renew"
    MAKE_PERMANENT = "make_permanent"
    END = "end"
    UNKNOWN = "unknown"


ANSWER_LABELS = {
    Answer.RENEW: "renouveler",
    Answer.MAKE_PERMANENT: "pérenniser",
    Answer.END: "ne pas renouveler",
    Answer.UNKNOWN: "pas encore décidé",
}
KIND_LABELS = {
    ContractKind.CDD: "CDD",
    ContractKind.CDI: "CDI",
    ContractKind.CDP: "contrat de projet",
    ContractKind.PEC: "parcours emploi compétences (PEC)",
    ContractKind.TENURED: "titulaire de la fonction publique",
}
SECTOR_LABELS = {Sector.PUBLIC: "public", Sector.PRIVATE: "privé"}
PARTY_LABELS = {
    Party.ADVISER: "conseiller numérique",
    Party.EMPLOYER: "structure employeuse",
    Party.COORDINATOR: "coordinateur",
}
END_MOTIVE_LABELS = {
    EndMotive.TERM: "arrivée au terme",
    EndMotive.RESIGNATION: "démission",
    EndMotive.DISMISSAL: "licenciement",
    EndMotive.FUNDING_ENDED: "fin de subventionnement",
    EndMotive.NOT_RENEWED: "non-reconduction",
    EndMotive.MUTUAL_AGREEMENT: "rupture d’un commun accord",
}
OPEN_ENDED_KINDS = frozenset({ContractKind.CDI, ContractKind.TENURED})
