"""History: what a source said of an offer before it said something else."""
