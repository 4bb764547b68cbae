"""The environment, read once: the only module that looks at it."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRETS = Path("/run/secrets")  # Where compose mounts secrets, one file a setting.
MIN_SECRET_LENGTH = 32  # Characters.


class Settings(BaseSettings):
    """Every setting of the product. A name in capitals in the environment, or a file of that name in /run/secrets."""

    model_config = SettingsConfigDict(
        secrets_dir=SECRETS if SECRETS.is_dir() else None, extra="ignore", validate_default=True
    )

    product_name: str = "Passerelle"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""  # Empty: http://host:port.
    database_url: str = ""  # Empty: the embedded PostgreSQL under var_dir.
    broker_url: str = ""  # Empty: dramatiq's in-process broker; else redis://…
    mail_url: str = ""  # An apprise mail URL or smtp://; empty: the local mailbox on the operator's page.
    mail_sender: str = "Passerelle <ne-pas-repondre@passerelle.invalid>"
    secret_key: str = ""  # Signs cookies and links, encrypts channels; empty: made and kept under var_dir.
    feed_hosts_allowed: Annotated[frozenset[str], NoDecode] = frozenset()  # host:port that may be private.
    channel_hosts_allowed: Annotated[frozenset[str], NoDecode] = (
        frozenset()
    )  # The same, for people's own channels.
    france_travail_client_id: str = ""  # The keys of the job agency's interface; empty: not asked.
    france_travail_client_secret: str = ""
    france_travail_url: str = "https://api.francetravail.io/partenaire/offresdemploi/v2"
    france_travail_token_url: str = (
        "https://entreprise.francetravail.fr/connexion/oauth2/access_token?realm=%2Fpartenaire"  # noqa: S105 - An address.
    )
    var_dir: Path = Path("var")
    offer_warning_days: int = Field(default=7, ge=1, le=60)  # Before its closing date, an employer is warned.
    usual_session_weeks: int = Field(
        default=10, ge=1, le=60
    )  # A bloc: 350 h, about 10 weeks, at the scheme's launch.
    web_workers: int = 2
    web_threads: int = 4
    worker_threads: int = 8
    lease_seconds: float = Field(
        default=120, gt=0
    )  # How long a nudge may wait in the queue before its row is due again.
    hold_seconds: float = Field(
        default=300, gt=0
    )  # How long a worker may speak for a row before it is due again.

    @field_validator("feed_hosts_allowed", "channel_hosts_allowed", mode="before")
    @classmethod
    def split_hosts(cls, value: object) -> object:
        """Read `host:port,host:port` as a set."""
        if isinstance(value, str):
            return frozenset(part.strip().lower() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="after")
    def fill_public_url(self) -> Self:
        """Say where people find the product, unless told."""
        self.public_url = self.public_url or f"http://{self.host}:{self.port}"
        return self

    @field_validator("secret_key")
    @classmethod
    def refuse_short_secret(cls, value: str) -> str:
        """Refuse a secret that could be guessed."""
        if value and len(value) < MIN_SECRET_LENGTH:
            raise ValueError(f"SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters")
        return value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
