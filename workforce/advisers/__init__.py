"""The conseillers numériques: who they are, where they are, where they would go."""
