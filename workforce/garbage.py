"""How often Python looks for garbage that refers to itself: seldom, in a process that makes objects by the million."""

import gc

EVERY = (20_000, 20, 50)  # Objects made, then rounds: by default 700, 10, 10.


def look_seldom() -> None:
    """Leave what was imported alone for good, and look at the rest once it is many."""
    gc.freeze()
    gc.set_threshold(*EVERY)
