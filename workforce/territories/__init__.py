"""Where: the départements of France, their regions and their neighbours."""
