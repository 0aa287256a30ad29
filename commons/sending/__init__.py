"""What people typed is not lost, not stored twice, and not overwritten unseen."""
