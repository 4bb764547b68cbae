"""Questions asked by signed link: is this date still right, what comes next, what became of you."""
