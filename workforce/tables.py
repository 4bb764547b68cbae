"""Every table of the house, for migrations and for whoever must know them all."""

from sqlmodel import SQLModel

from workforce.accounts import models as accounts
from workforce.advisers import models as advisers
from workforce.alerts import models as alerts
from workforce.calendars import models as calendars
from workforce.chores import Chore
from workforce.contracts import models as contracts
from workforce.contracts.imports import models as imports
from workforce.employers import models as employers
from workforce.handovers import models as handovers
from workforce.journal import Event
from workforce.offers import models as offers
from workforce.pulse import Pulse
from workforce.skills import models as skills
from workforce.territories import models as territories
from workforce.trainings import models as trainings

__all__ = [
    "Chore", "Event", "Pulse", "accounts", "advisers", "alerts", "calendars", "contracts", "employers", "handovers",
    "imports", "metadata", "offers", "skills", "territories", "trainings",
]  # fmt: skip

metadata = SQLModel.metadata
