"""Compiles the communes of France into one small file: codes, names, postal codes, population, a point. Needs only Python.

The list is that of the State (Code officiel géographique, Licence Ouverte), the points are the centres that the State's
geographic service gave (Licence Ouverte): docs/decisions/0038-communes-of-france.md says which packages carry them.
"""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
LIST = PACKAGES / "@etalab" / "decoupage-administratif" / "data" / "communes.json"
POINTS = PACKAGES / "france-cities-js" / "database" / "cities.json"
BY_HAND = (
    ROOT / "assets" / "points.tsv"
)  # Those that the packages lack, to a hundredth of a degree: about a kilometre.
TARGET = ROOT / "workforce" / "territories" / "communes.tsv"
NOT_OURS = ("975", "977", "978", "98")  # Collectivities that are no département.
# Decimals beyond which a coordinate is the mean that the State's service answers: the few shorter ones were looked up elsewhere.
LOOKED_UP = 7

Row = dict[str, Any]
Point = tuple[float, float]


def main() -> None:
    """Write a line a commune, those of today first, then those that are part of another."""
    rows = [
        row for row in json.loads(LIST.read_text(encoding="utf-8")) if not row["code"].startswith(NOT_OURS)
    ]
    today = [row for row in rows if row["type"] == "commune-actuelle"]
    known = {row["code"]: row["nom"] for row in today}
    parts = [row for row in rows if row["type"] != "commune-actuelle" and known[parent(row)] != row["nom"]]
    found = located(today, parts, points())
    lines = [line(row, found.get(row["code"])) for row in today] + [line(row, None) for row in parts]
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("".join(f"{one}\n" for one in lines), encoding="utf-8")


def parent(row: Row) -> str:
    """Return the code of the commune that another is now part of, nothing for a commune of today."""
    return str(row.get("chefLieu") or row.get("commune") or "")


def points() -> dict[str, Point]:
    """Return the centre of each commune, by its code at the time."""
    told: dict[str, list[Point]] = defaultdict(list)
    for row in json.loads(POINTS.read_text(encoding="utf-8")):
        if point := centre(row):
            told[row["insee_code"]].append(point)
    typed = (row.split("\t") for row in BY_HAND.read_text(encoding="utf-8").splitlines())
    by_hand = {code: (float(latitude), float(longitude)) for code, _, latitude, longitude in typed}
    return by_hand | {code: middle(found) for code, found in told.items()}


def centre(row: Row) -> Point | None:
    """Return the point of a row, if the State's service gave it."""
    values = row["gps_lat"], row["gps_lng"]
    is_mean = any(len(repr(value).partition(".")[2]) > LOOKED_UP for value in values)
    return values if is_mean else None


def middle(found: list[Point]) -> Point:
    """Return the middle of some points."""
    return statistics.fmean(x for x, _ in found), statistics.fmean(y for _, y in found)


def located(today: list[Row], parts: list[Row], given: dict[str, Point]) -> dict[str, Point]:
    """Return a point for each commune: its own, else the middle of its parts, else that of its neighbours by post."""
    inside: dict[str, list[Point]] = defaultdict(list)
    for row in parts:
        inside[parent(row)] += [given[row["code"]]] if row["code"] in given else []
    own = {row["code"]: given[row["code"]] for row in today if row["code"] in given}
    own |= {code: middle(found) for code, found in inside.items() if found and code not in own}
    near: dict[str, list[Point]] = defaultdict(list)
    for row in today:
        for postal in row.get("codesPostaux", ()):
            near[postal] += [own[row["code"]]] if row["code"] in own else []
    return own | dict(lent(today, own, near))


def lent(
    today: list[Row], own: dict[str, Point], near: dict[str, list[Point]]
) -> Iterator[tuple[str, Point]]:
    """Return the communes without a point of their own, with one that their post office lends them."""
    for row in today:
        around = [point for postal in row.get("codesPostaux", ()) for point in near[postal]]
        if row["code"] not in own and around:
            yield row["code"], middle(around)


def line(row: Row, point: Point | None) -> str:
    """Write one commune: code, name, postal codes, population, latitude, longitude, the commune it is part of."""
    where = (f"{point[0]:.4f}", f"{point[1]:.4f}") if point else ("", "")
    fields = (
        row["code"],
        row["nom"],
        " ".join(row.get("codesPostaux", ())),
        str(row.get("population", 0)),
        *where,
        parent(row),
    )
    return "\t".join(fields)


if __name__ == "__main__":
    main()
