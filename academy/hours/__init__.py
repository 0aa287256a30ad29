"""The hours when people are free: typed, kept by the week, moved by stays and zones."""
