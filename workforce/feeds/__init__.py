"""Feeds: asking a site for its feed, safely and politely, and reading what it says, whatever the bytes."""
