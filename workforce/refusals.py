"""A person's mistake: sentences in French, each tied to its field. Nothing was changed."""

from collections.abc import Mapping


class Refused(Exception):
    """What was asked cannot be done. `errors`: field name (empty for the whole form) → sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = dict(errors)
