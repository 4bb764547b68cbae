"""Which training comes next: sessions that give the missing blocs, in time, and how they are paid for."""
