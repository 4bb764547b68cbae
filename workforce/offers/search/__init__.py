"""Search: finding offers by words and filters, fast and in French, and keeping a search to hear what is new."""
