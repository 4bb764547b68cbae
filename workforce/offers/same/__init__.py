"""The same offer, read in several sources: found, kept once and shown once, parted again if that was wrong."""
