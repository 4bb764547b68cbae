"""What can go wrong when a feed is asked for, in words that its owner understands. Pure."""

from dataclasses import dataclass

WORDS = {
    "bad_url": "L'adresse du flux n'est pas valable.",
    "private_address": "Cette adresse mène à un réseau privé : par sécurité, elle n'est pas interrogée.",
    "dns": "Le nom du site est introuvable. Vérifiez l'adresse du flux.",
    "refused": "Le site refuse la connexion ou n'est pas joignable pour le moment.",
    "tls": "Le certificat de sécurité du site n'est pas valable : la connexion a été abandonnée.",
    "connect_timeout": "Le site ne répond pas : la connexion n'a pas abouti à temps.",
    "timeout": "Le site est trop lent : sa réponse n'est pas arrivée en entier à temps.",
    "headers_too_big": "La réponse du site commence par des en-têtes anormalement longs.",
    "too_big": "Le document est trop volumineux pour un flux.",
    "truncated": "La réponse du site a été coupée avant la fin.",
    "encoding": "Le site envoie le document sous une forme compressée illisible.",
    "bad_answer": "La réponse du site n'est pas conforme : elle n'a pas pu être lue.",
    "too_many_redirects": "Le site renvoie sans fin d'une adresse à une autre.",
    "bad_redirect": "Le site renvoie vers une adresse qui n'est pas valable.",
    "busy": "Le site vers lequel celui-ci renvoie répond à d'autres demandes : la source attend son tour.",
    "unexpected_status": "Le site a donné une réponse inattendue.",
}
STATUS_WORDS = {
    400: "Le site n'a pas compris la demande (400).",
    401: "Le site demande un mot de passe (401).",
    403: "Le site refuse l'accès à ce flux (403).",
    404: "Le flux n'existe pas à cette adresse (404).",
    406: "Le site ne sait pas donner ce flux sous une forme lisible (406).",
    410: "Le flux a été supprimé par son site (410).",
    429: "Le site reçoit trop de demandes et prie d'attendre (429).",
    451: "Le flux est indisponible pour une raison légale (451).",
    500: "Le site est en panne (500).",
    502: "Le site est momentanément en panne (502).",
    503: "Le site est momentanément indisponible (503).",
    504: "Le site est momentanément en panne (504).",
}


@dataclass(eq=False)
class FetchFailed(Exception):
    """A feed could not be read: a code for the program, words for the person, when to try again."""

    code: str
    words_fr: str
    status: int | None = None
    retry_after: int | None = None  # Seconds.

    def __str__(self) -> str:
        """Return the words, which are the message."""
        return self.words_fr


def failure(code: str, detail: str = "") -> FetchFailed:
    """Return the failure that this code names, with a detail after the words if there is one."""
    return FetchFailed(code, f"{WORDS[code]} {detail}".strip())


def refusal(status: int, retry_after: int | None) -> FetchFailed:
    """Return the failure that this HTTP status means."""
    return FetchFailed(_status_code(status), _status_words(status), status, retry_after)


def elsewhere(failed: FetchFailed) -> FetchFailed:
    """Return the failure of a place where a site leads for now: what is gone there may be back tomorrow."""
    code = "not_found" if failed.code == "gone" else failed.code
    return FetchFailed(code, failed.words_fr, failed.status, failed.retry_after)


def _status_words(status: int) -> str:
    if status in STATUS_WORDS:
        return STATUS_WORDS[status]
    return (
        f"Le site est en panne ({status})." if status >= 500 else f"Le site a refusé la demande ({status})."
    )


def _status_code(status: int) -> str:
    known = {404: "not_found", 410: "gone", 429: "throttled", 401: "forbidden", 403: "forbidden"}
    return known.get(status, "server_error" if status >= 500 else "client_error")
