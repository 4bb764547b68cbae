"""Is it really the hub? What it sends is signed with the secret of the subscription (WebSub, section 7.1). Pure."""

import hashlib
import hmac

METHODS = {
    "sha1": hashlib.sha1,  # The protocol's oldest; a keyed digest stays sound on it.
    "sha256": hashlib.sha256,
    "sha384": hashlib.sha384,
    "sha512": hashlib.sha512,
}


def is_signed(body: bytes, header: str, secret: str) -> bool:
    """Say whether `X-Hub-Signature: method=digest` is that of this body under this secret, in constant time."""
    method, _, digest = header.strip().partition("=")
    if method.lower() not in METHODS or not digest.isascii():
        return False
    expected = hmac.new(secret.encode(), body, METHODS[method.lower()]).hexdigest()
    return hmac.compare_digest(expected, digest.strip().lower())
