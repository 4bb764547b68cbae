"""France Travail: offers of the national job agency, asked through its interface."""
