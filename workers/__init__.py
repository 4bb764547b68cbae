"""The processes that open the outside doors: feeds, mail and every other channel."""
