"""`python -m bench [--only NAME] [--small] [--json]`: every figure beside a peer's, on a PostgreSQL of its own."""

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.one import BENCHES
from workforce import embedded

ROOT = Path(__file__).resolve().parents[1]
CLEARED = ("BROKER_URL", "MAIL_URL", "FEED_HOSTS_ALLOWED", "PUBLIC_URL")  # Each bench sets what it measures.
HEAD = ("work", "ours", "peer", "unit", "ratio", "n", "peer is")


def main() -> None:
    """Measure what is asked for and print it."""
    asked = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    asked.add_argument("--only", choices=BENCHES, help="one kind of work")
    asked.add_argument("--small", action="store_true", help="seconds rather than minutes: shows that it runs")
    asked.add_argument("--json", action="store_true", help="the same figures as JSON")
    options = asked.parse_args()
    report = run([options.only] if options.only else list(BENCHES), small=options.small)
    print(json.dumps(report, ensure_ascii=False, indent=2) if options.json else in_words(report))


def run(names: list[str], *, small: bool) -> dict[str, Any]:
    """Start a server, measure each kind of work in its own process, and stop the server."""
    began = time.monotonic()
    before = load()
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-", ignore_cleanup_errors=True) as folder:
        server = embedded.start(Path(folder), durable=True, own=True)
        try:
            benches = [_measured(name, server.url, folder, small=small) for name in names]
        finally:
            server.stop(patience=5)
    return {
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "system": platform.platform(),
        },
        "load": {"before": before, "after": load()},
        "seconds": round(time.monotonic() - began),
        "small": small,
        "benches": benches,
    }


def load() -> float:
    """Return how busy the machine has been for a minute, where the platform says: over its cores, figures are noisy."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else -1.0


def _measured(name: str, url: str, folder: str, *, small: bool) -> dict[str, Any]:
    given = {key: value for key, value in os.environ.items() if key not in CLEARED}
    given |= {"DATABASE_URL": url, "SECRET_KEY": secrets.token_urlsafe(40), "VAR_DIR": folder}
    command = [sys.executable, "-m", "bench.one", name, *(["--small"] if small else [])]
    began = time.monotonic()
    said = subprocess.run(command, cwd=ROOT, env=given, stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(said.stdout)
    return found | {"seconds": round(time.monotonic() - began)}


def in_words(report: dict[str, Any]) -> str:
    """Return the report as a table to read."""
    machine, busy = report["machine"], report["load"]
    head = (
        f"{machine['cores']} cores, Python {machine['python']}, load {busy['before']} → {busy['after']}, "
        f"{report['seconds']} s. Medians; ratio = our time / the peer's: under 1, we are faster."
    )
    rows = [_row(line) for bench in report["benches"] for line in bench["lines"]]
    widths = [max(len(row[column]) for row in [HEAD, *rows]) for column in range(len(HEAD))]
    table = [
        "  ".join(
            _aligned(cell, width, column)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in [HEAD, *rows]
    ]
    notes = [
        f"  {line['work']}: {line['note']}"
        for bench in report["benches"]
        for line in bench["lines"]
        if line["note"]
    ]
    peaks = ", ".join(
        f"{bench['name']} {bench['peak_mb']} MB ({bench['seconds']} s)" for bench in report["benches"]
    )
    return "\n".join([head, "", *table, "", *notes, f"Peak memory (and time) of each process: {peaks}."])


def _row(line: dict[str, Any]) -> tuple[str, ...]:
    figures = (readable(line["ours"]), readable(line["peer"]))
    return (line["work"], *figures, line["unit"], readable(line["ratio"]), str(line["n"]), line["against"])


def readable(figure: float) -> str:
    """Return three digits that count."""
    if figure >= 100:
        return f"{figure:,.0f}".replace(",", " ")
    return f"{figure:.3g}"


def _aligned(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if column in (1, 2, 4, 5) else cell.ljust(width)


if __name__ == "__main__":
    main()
