"""The front door: pages that follow people, and what they are drawn with."""
