"""Corrections: what a person says an offer means, which outlives every later reading of its source."""
