"""Words and graphics stand out from their ground in both themes, and every style sheet keeps its place."""

import re
from pathlib import Path

import pytest

STYLES = Path(__file__).parents[2] / "workforce" / "web" / "static" / "css"
TOKENS = dict(
    re.findall(
        r"--([\w-]+): light-dark\((#\w{6}, #\w{6})\)", (STYLES / "tokens.css").read_text(encoding="utf-8")
    )
)
GROUNDS = ("ground", "surface", "sunk")
LEVELS = ("calm", "plan", "urgent", "overdue", "training")
WORDS = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS),
    *((level, "surface") for level in LEVELS),
    *((level, f"{level}-soft") for level in LEVELS),
    *((ink, "accent-soft") for ink in ("ink", "ink-soft", "accent-strong")),
    *(("ink", f"{level}-soft") for level in LEVELS),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *(("surface", mark) for mark in ("ink", "ink-soft", "plan", "training", "window")),
]
GRAPHICS = [
    *(("line-strong", ground) for ground in ("ground", "surface")),
    *((mark, "surface") for mark in ("accent", "accent-line", "training", "window", "plan", "ink-soft")),
    ("accent-line", "accent-soft"),
]


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, as WCAG defines it."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    dark, light = sorted(luminance(TOKENS[name].split(", ")[theme]) for name in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), WORDS)
def test_words_can_be_read(ink, ground, theme):
    assert contrast(ink, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), GRAPHICS)
def test_graphics_can_be_seen(shape, ground, theme):
    assert contrast(shape, ground, theme) >= 3


def test_black_on_white_has_the_contrast_that_the_standard_gives():
    assert (luminance("#ffffff") + 0.05) / (luminance("#000000") + 0.05) == pytest.approx(21)


def test_every_style_sheet_is_imported_into_a_layer():
    main = (STYLES / "main.css").read_text(encoding="utf-8")
    assert "@layer reset, base, tokens, components, pages;" in main
    imported = dict(re.findall(r'@import url\("([\w.-]+)"\) layer\((\w+)\)', main))
    assert set(imported) == {sheet.name for sheet in STYLES.glob("*.css")} - {"main.css"}
    assert set(imported.values()) <= {"base", "tokens", "components", "pages"}


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda sheet: sheet.name)
def test_a_style_sheet_stays_short(sheet):
    assert len(sheet.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("sheet", sorted(STYLES.glob("*.css")), ids=lambda sheet: sheet.name)
def test_colours_are_named_in_one_place(sheet):
    if sheet.name in ("tokens.css", "print.css"):
        return
    colours = re.findall(
        r"#[0-9a-fA-F]{3,8}\b", re.sub(r"light-dark\([^)]*\)", "", sheet.read_text(encoding="utf-8"))
    )
    assert colours == []
