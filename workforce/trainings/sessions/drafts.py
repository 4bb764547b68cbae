"""A session as a training body types it."""

from datetime import date
from typing import Self

from pydantic import model_validator
from sqlmodel import Field, SQLModel

from workforce.refusals import Refused
from workforce.territories import communes
from workforce.territories.departements import departement
from workforce.trainings.situation import Mode

LONGEST_CLOSING = 183  # Days.


class SessionDraft(SQLModel):
    """A training session as a training body types it."""

    ccp_codes: list[str] = Field(min_length=1)
    starts_on: date
    ends_on: date
    jury_on: date | None = None
    enrol_by: date | None = None
    departement: str = Field(default="", max_length=3)
    commune: str = Field(default="", max_length=80)
    mode: Mode
    hours: int = Field(ge=1, le=2000)
    hours_per_week: int = Field(ge=1, le=48)
    closed_from: date | None = None
    closed_until: date | None = None
    price: int | None = Field(default=None, ge=0, le=100_000)  # Euros.
    seats: int = Field(ge=1, le=500)
    paid_by_scheme: bool = False
    for_people_in_post: bool = False
    audience: str = Field(default="", max_length=300)
    funding: str = Field(default="", max_length=300)
    address: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuse dates in the wrong order, a place without a département."""
        if self.ends_on < self.starts_on:
            raise Refused({"ends_on": "La formation se termine après avoir commencé."})
        if self.jury_on and self.jury_on < self.ends_on:
            raise Refused({"jury_on": "Le jury a lieu après la fin de la formation."})
        if self.enrol_by and self.enrol_by > self.starts_on:
            raise Refused({"enrol_by": "On s’inscrit avant le début de la formation."})
        self._check_closing()
        if self.address and not self.address.startswith(("https://", "http://")):
            raise Refused({"address": "Ce n’est pas une adresse web : elle commence par https://."})
        if self.mode is not Mode.REMOTE and not self.departement:
            raise Refused({"departement": "Dites dans quel département, ou choisissez « à distance »."})
        if self.commune:
            self.commune, self.departement = _known_place(self.commune, self.departement)
        return self

    def _check_closing(self) -> None:
        if (self.closed_from is None) != (self.closed_until is None):
            missing = "closed_until" if self.closed_from else "closed_from"
            raise Refused({missing: "Donnez le premier et le dernier jour de la fermeture."})
        if self.closed_from is None or self.closed_until is None:
            return
        if not 0 <= (self.closed_until - self.closed_from).days < LONGEST_CLOSING:
            said = "La fermeture se termine après avoir commencé, et dure moins de six mois."
            raise Refused({"closed_until": said})


class WithdrawalDraft(SQLModel):
    """Why a session is withdrawn: whoever counted on it reads it."""

    reason: str = Field(min_length=5, max_length=300)


def _known_place(words: str, code: str) -> tuple[str, str]:
    """Return a commune and its département as the official list writes them. Raises Refused."""
    found = communes.resolve(words, code or None)
    if found is None:
        here = departement(code)
        where = f" ({here.label})" if here else ""
        raise Refused(
            {"commune": f"Cette commune n’est pas dans la liste officielle{where} : vérifiez son nom."}
        )
    return found.name, found.departement
