"""Sources: the feeds that offers come from, polled when due."""
