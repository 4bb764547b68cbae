"""How long: contracts, posts, the dates that hang on them, and the files they come in by."""
