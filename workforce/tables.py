"""Every table of the house, for migrations and for whoever must know them all."""

from sqlmodel import SQLModel

from workforce.accounts import models as accounts
from workforce.advisers import aliases as adviser_aliases
from workforce.advisers import models as advisers
from workforce.alerts import models as alerts
from workforce.alerts import told
from workforce.calendars import models as calendars
from workforce.chores import Chore
from workforce.contracts import models as contracts
from workforce.contracts.imports import layout_models as layouts
from workforce.contracts.imports import mention_models as mentions
from workforce.contracts.imports import models as imports
from workforce.contracts.questions import models as questions
from workforce.duplicates import models as duplicates
from workforce.employers import aliases as employer_aliases
from workforce.employers import models as employers
from workforce.experience import models as experience
from workforce.handovers import models as handovers
from workforce.journal import Event
from workforce.offers import models as offers
from workforce.offers.corrections import models as offer_corrections
from workforce.offers.history import models as offer_history
from workforce.offers.life import models as offer_life
from workforce.offers.posting import models as postings
from workforce.offers.same import models as same_offers
from workforce.offers.search import models as search
from workforce.offers.sources import models as sources
from workforce.offers.sources.discovery import models as discovery
from workforce.offers.sources.france_travail import models as api_access
from workforce.offers.sources.outlines import models as outlines
from workforce.offers.sources.public_service import models as source_files
from workforce.offers.syndication import models as syndication
from workforce.pulse import Pulse
from workforce.skills import models as skills
from workforce.skills.evidence import models as evidence
from workforce.skills.portfolio import models as portfolios
from workforce.skills.titles import models as titles
from workforce.territories import models as territories
from workforce.trainings import models as trainings
from workforce.trainings.lists import models as session_lists
from workforce.trainings.planets import models as planets
from workforce.trainings.sessions import models as sessions

__all__ = [
    "Chore", "Event", "Pulse", "accounts", "adviser_aliases", "advisers", "alerts", "api_access",
    "calendars", "contracts", "discovery", "duplicates", "employer_aliases", "employers", "evidence",
    "experience", "handovers", "imports", "layouts", "mentions", "metadata", "offer_corrections",
    "offer_history", "offer_life", "offers", "outlines", "planets", "portfolios", "postings", "questions",
    "same_offers", "search", "session_lists", "sessions", "skills", "source_files", "sources", "syndication",
    "territories", "titles",
    "told", "trainings",
]  # fmt: skip

metadata = SQLModel.metadata
