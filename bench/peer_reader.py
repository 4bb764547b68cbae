"""lemon24/reader, the peer of polling, in a process of its own: `python -m bench.peer_reader FOLDER WORKERS`.

A line of addresses adds these feeds and reads them; an empty line reads all feeds again. Each answer is the seconds that
the reading took, and how many entries are known.
"""

import logging
import sys
import time
from pathlib import Path

from reader import make_reader


def main() -> None:
    """Add feeds and update them as asked."""
    logging.disable()
    folder, workers = Path(sys.argv[1]), int(sys.argv[2])
    reader = make_reader(str(folder / f"reader-{workers}.sqlite"))
    for line in sys.stdin:
        for url in line.split():
            reader.add_feed(url)
        began = time.perf_counter()
        reader.update_feeds(workers=workers, scheduled=False, new=bool(line.split()) or None)
        print(time.perf_counter() - began, reader.get_entry_counts().total, flush=True)


if __name__ == "__main__":
    main()
