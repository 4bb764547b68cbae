"""Lists of sessions that a training body keeps elsewhere: a file that it sends, a list at an address."""
