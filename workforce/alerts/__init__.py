"""Telling people: what goes out to whom, when, in which words, and on which channel."""
