"""What the network raises, in words: the half of the HTTP door that every question goes through."""

import http.client
import ssl
from collections.abc import Callable
from typing import TypeVar

from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError, SSLError

from workforce.feeds.decoding import BrokenEncoding, TooBig
from workforce.feeds.failures import FetchFailed, failure

Told = TypeVar("Told")


def explained(act: Callable[[], Told]) -> Told:
    """Do it, and turn whatever the network raises into words."""
    try:
        return act()
    except FetchFailed:
        raise
    except TooBig:
        raise failure("too_big") from None
    except BrokenEncoding as error:
        raise failure("encoding", str(error)) from None
    except (HTTPError, http.client.HTTPException, OSError, ValueError) as error:
        raise failure(_code(error)) from error


def _code(error: BaseException) -> str:
    """Return the code of what the network raised: the narrow kinds come before the wide ones."""
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), "bad_answer")


_CODES: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((TimeoutError, ReadTimeoutError), "timeout"),
    ((ssl.SSLEOFError, ssl.SSLZeroReturnError), "truncated"),
    ((ssl.SSLError, SSLError), "tls"),
    ((ConnectionError, http.client.IncompleteRead, ProtocolError), "truncated"),
)
