"""Bytes in, rows out: the files that coordinators can already export."""
