"""Offers that employers post: written, read by a moderator, published, prolonged and closed."""
