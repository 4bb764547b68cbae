"""A file that cannot be read at all."""


class RefusedFile(Exception):  # A refusal is an answer to the person, not a fault of the program.
    """The file is refused, with a French sentence that says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
