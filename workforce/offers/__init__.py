"""Offers: reading feeds, understanding what they offer, and saying whom an offer fits and why."""
