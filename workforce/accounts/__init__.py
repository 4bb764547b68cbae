"""Who may enter, as whom, and what each may see and do."""
