"""The queue: Redis where BROKER_URL says so, else a queue inside this very process. It may forget without harm."""

import dramatiq
from dramatiq import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import Middleware, ShutdownNotifications, TimeLimit

from workforce.settings import settings

TIME_LIMIT = 15 * 60 * 1000  # Milliseconds; longer than any work, shorter than forever.


def open_broker() -> Broker:
    """Open the queue. No retry middleware: a row that failed is due again, the message need not be."""
    middleware: list[Middleware] = [TimeLimit(time_limit=TIME_LIMIT), ShutdownNotifications()]
    url = settings().broker_url
    return RedisBroker(url=url, middleware=middleware) if url else StubBroker(middleware=middleware)  # type: ignore[no-untyped-call]


broker = open_broker()
dramatiq.set_broker(broker)
