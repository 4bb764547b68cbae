"""Signing links and encrypting addresses, with one secret that the machine keeps."""

import base64
import hashlib
import os
import secrets
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from workforce import clock
from workforce.settings import settings


@lru_cache(maxsize=1)
def secret() -> str:
    """Return SECRET_KEY, or the secret kept (0600) in the data folder, made at the first call."""
    if settings().secret_key:
        return settings().secret_key
    path = settings().var_dir / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"secret_key.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # The first process to link wins; the others read what it wrote.
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()


def sign(purpose: str, value: Any) -> str:
    """Return a token that says this value, for this purpose only."""
    return str(_signer(purpose).dumps(value))


def unsign(purpose: str, token: str, max_age: int) -> Any | None:
    """Return the value of a token of this purpose, at most `max_age` seconds old; None for anything else."""
    try:
        return _signer(purpose).loads(token, max_age=max_age)
    except BadData:
        return None


def seal(text: str) -> str:
    """Encrypt a text to keep in the database."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Decrypt what `seal` returned. Raises InvalidToken where the secret has changed."""
    return _box().decrypt(sealed.encode()).decode()


def digest(text: str) -> str:
    """Return a keyed digest: equal texts are found without being kept."""
    return hashlib.blake2b(text.encode(), key=_derive(b"digest"), digest_size=20).hexdigest()


class _Signer(TimestampSigner):
    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def _signer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret(), salt=f"passerelle.{purpose}", signer=_Signer)


@lru_cache(maxsize=1)
def _box() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_derive(b"channels")))


@lru_cache(maxsize=4)
def _derive(use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=use).derive(secret().encode())
