"""Matches: which offers fit whom, and why."""
