"""The structures that hire advisers: communes, associations, libraries, social centres."""
