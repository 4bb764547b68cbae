"""Counts that point at nobody: a small one, shown outside its network, could name a person. Pure."""

from workforce.wording import count_fr, number_fr

FEWEST = 5


def few(count: int) -> str:
    """Return `0`, `< 5` or `1 200`."""
    return f"< {FEWEST}" if 0 < count < FEWEST else number_fr(count)


def few_of(count: int, singular: str, plural: str | None = None, none: str = "aucun") -> str:
    """Return `aucun conseiller`, `moins de 5 conseillers` or `1 200 conseillers`."""
    if count == 0:
        return f"{none} {singular}"
    return (
        f"moins de {FEWEST} {plural or singular + 's'}"
        if count < FEWEST
        else count_fr(count, singular, plural)
    )
