"""The referential as operators keep it: its versions, what a change would do, and the file it travels in."""
