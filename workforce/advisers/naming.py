"""Naming a person in a French sentence. Pure."""

import unicodedata


def of_name(name: str) -> str:
    """Return `de Paul` or `d’Awa`: before a vowel the word is cut. An h is taken as mute, as it mostly is in first names."""
    first = unicodedata.normalize("NFD", name[:1]).lower()[:1]
    return f"d’{name}" if first in "aeiouyh" and first else f"de {name}"
