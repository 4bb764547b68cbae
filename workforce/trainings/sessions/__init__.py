"""Sessions: posted by a training body, asked for by advisers, filled seat by seat, and what came of them."""
