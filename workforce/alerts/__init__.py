"""Telling: the steps of a countdown, the words of a message, and the way it reaches a person."""
