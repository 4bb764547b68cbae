"""The one way out of the fast reader."""


class Unsure(Exception):
    """Something here is not known to read as feedparser reads it: it has the last word on the whole document."""
