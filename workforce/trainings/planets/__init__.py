"""The three planets of a session: learners who wait, employers who agree, bodies that can; where they meet, a light."""
