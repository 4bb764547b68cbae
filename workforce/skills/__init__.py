"""What people can do: titles, blocs, competences, and what is missing on the way to the next job."""
