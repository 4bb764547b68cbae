"""Understanding: from the words of an entry to the fields of an offer, each with the words it came from."""
