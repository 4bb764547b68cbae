"""Passerelle: who leaves when, what they can do, where they go next, and telling them in time."""
