"""Networks: the territories that coordinators follow."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from workforce import clock
from workforce.database import key, moment


class Network(SQLModel, table=True):
    """A network of advisers (a hub, a département, a national head)."""

    id: int = key()
    name: str = Field(unique=True)
    created_at: datetime = moment(clock.now)
