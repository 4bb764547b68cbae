"""Measure one kind of work in a process of its own: `python -m bench.one NAME [--small]` prints JSON."""

import importlib
import json
import resource
import sys
from dataclasses import asdict

from bench import ground
from workforce import clock

# Name → the module that measures it, in the order of the report.
BENCHES = {
    "demo": "loading",
    "tick": "ticking",
    "read": "reading",
    "poll": "polling",
    "understand": "understanding",
    "collect": "collecting",
    "list": "listing",
    "events": "events",
    "letters": "letters",
    "suggest": "suggesting",
    "match": "matching",
    "same": "comparing",
    "search": "searching",
    "import": "importing",
    "whole list": "whole_list",
}


def main() -> None:
    """Measure, and print the lines and the peak of memory."""
    name, small = sys.argv[1], "--small" in sys.argv[2:]
    module = importlib.import_module(f"bench.{BENCHES[name]}")
    with clock.frozen(ground.NOW):
        lines = [asdict(line) for line in module.measure(small=small)]
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"name": name, "peak_mb": round(kilobytes / 1024), "lines": lines}))


if __name__ == "__main__":
    main()
