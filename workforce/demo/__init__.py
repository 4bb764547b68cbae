"""The demonstration network: invented people in plausible French places, the same from the same seed."""
