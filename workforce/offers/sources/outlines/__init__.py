"""Outlines: sources that come and go as OPML, the list that readers of feeds exchange."""
