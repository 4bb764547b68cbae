"""Installs what browsers load, by the lock, and copies the few files that are served. Needs only Python."""

import difflib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
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


def nearest(name: str) -> Iterator[str]:
    """Return the icon names most like this one."""
    known = [file.stem for file in (PACKAGES / "lucide-static" / "icons").glob("*.svg")]
    yield from difflib.get_close_matches(name, known)


if __name__ == "__main__":
    main()
