"""The dossier professionnel as `Portfolio`: the evidence that a person chose, by competence, to read, print or send."""
