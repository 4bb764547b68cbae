"""Discovery: from the address of a site to its feeds, each one tried."""
