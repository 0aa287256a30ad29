"""Sources, what members mark of them, and how they unfold in texts."""
