"""A fast reader for plain feeds: it gives what feedparser would, or says that it is not sure and gives nothing."""
