"""Handing over: what somebody who leaves passes on to the structure and to whoever comes next."""
