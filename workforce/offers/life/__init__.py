"""Life: what closes an offer, what opens it again, and what never does."""
