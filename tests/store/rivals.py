"""One process full of rivals: reads rounds from standard input, books the same place 25 times at once, prints who won.

Run as `python rivals.py DATA_DIR DATABASE_URL NAME`. A line of input is {"window": …, "at": seconds since the epoch, "key": the one
key for all, or null for one each}; a line of output is {"won": [numbers], "refused": how many}.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Barrier

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from databases import make_settings  # noqa: E402  # found by the line above

from bot.errors import SlotTaken, StoreUnavailable  # noqa: E402
from bot.store import bookings  # noqa: E402
from bot.store.bookings import BookingRequest  # noqa: E402
from bot.store.capacity import Slot  # noqa: E402
from bot.store.engine import Store, open_store  # noqa: E402

RIVALS = 25
DAY = date(2026, 11, 23)


def book_once(store: Store, barrier: Barrier, window: str, key: str, at: float) -> str:
    """Try once, again while the database is out of reach; returns the number, or "refused"."""
    slot = Slot("team", "T", DAY, window)
    request = BookingRequest(key, "空调", "home", slot, "不制冷", "甲", "13800138001", "某路1号")
    barrier.wait()
    time.sleep(max(0.0, at - time.time()))
    while True:
        try:
            with store.transaction() as session:
                return bookings.book(session, request).number
        except SlotTaken:
            return "refused"
        except StoreUnavailable:
            continue


def main(data_dir: str, url: str, process: str) -> None:
    """Answer every round until the input ends."""
    store = open_store(make_settings(Path(data_dir), url, now=None))
    with ThreadPoolExecutor(RIVALS) as pool:
        for line in sys.stdin:
            order = json.loads(line)
            barrier = Barrier(RIVALS)
            keys = [order["key"] or f"{order['window']} {process} {number}" for number in range(RIVALS)]
            tries = [pool.submit(book_once, store, barrier, order["window"], key, order["at"]) for key in keys]
            results = [each.result() for each in tries]
            won = [result for result in results if result != "refused"]
            print(json.dumps({"won": won, "refused": results.count("refused")}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
