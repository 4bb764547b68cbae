"""The same person or structure, recorded twice: found, compared, merged by somebody, parted again if they were wrong."""
