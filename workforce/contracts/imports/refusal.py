"""A file that cannot be read at all."""

from workforce.contracts.imports import limits

TOO_HEAVY = "Ce classeur est trop volumineux une fois ouvert : enregistrez seulement la feuille utile."
DAMAGED = "Ce classeur est abîmé ou protégé par un mot de passe : ouvrez-le et enregistrez-le de nouveau."
TOO_MANY_ROWS = f"Ce fichier dépasse {limits.MAX_ROWS:_} lignes.".replace("_", " ")
TOO_MANY_COLUMNS = f"Ce fichier dépasse {limits.MAX_COLUMNS} colonnes."


class RefusedFile(Exception):  # A refusal is an answer to the person, not a fault of the program.
    """The file is refused, with a French sentence that says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
