"""Deadlines in people's own calendars: what is kept of each event, and the feeds that calendars subscribe to."""
