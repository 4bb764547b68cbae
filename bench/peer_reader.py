"""lemon24/reader, the peer of polling, in a process of its own: `python -m bench.peer_reader FOLDER WORKERS < URLs`.

Each line that comes in asks for one update of all feeds; each line that goes out says how long it took, in seconds.
"""

import logging
import sys
import time
from pathlib import Path

from reader import make_reader


def main() -> None:
    """Add the feeds, then update them as often as asked."""
    logging.disable()
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    reader = make_reader(str(folder / f"reader-{workers}.sqlite"))
    for url in sys.stdin.readline().split():
        reader.add_feed(url)
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        reader.update_feeds(workers=workers, scheduled=False)
        print(time.perf_counter() - began, reader.get_entry_counts().total, flush=True)


if __name__ == "__main__":
    main()
