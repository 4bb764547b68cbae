"""Our speed beside that of known peers, on this machine, in one run: `python -m bench`."""
