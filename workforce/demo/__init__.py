"""The demonstration network: invented people and structures, plausible French places, the same from the same seed."""
