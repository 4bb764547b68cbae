"""The front door: pages follow people. It reads, does one action, answers; it never hears of the queue."""
