"""What people did, in their own words: evidence of their competences, and the files that go with it."""
