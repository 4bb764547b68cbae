"""Sites to read, and what reads them, for the tests of polling."""

import pytest

from tests.offers.sources.villages import village
from workforce import apart
from workforce.offers.sources.collecting import Collector
from workforce.settings import settings


@pytest.fixture
def sites(monkeypatch):
    with village() as made:
        places = frozenset(made.place(number) for number in range(400))
        monkeypatch.setattr(settings(), "feed_hosts_allowed", places)
        yield made


@pytest.fixture
def collector(own_database):
    made = Collector()
    yield made
    made.stop()
    apart.close()
