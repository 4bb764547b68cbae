"""Choisir le service public: a whole list of offers, published each week as one large CSV file."""
