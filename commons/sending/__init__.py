"""Texts that people type are not lost, not stored twice, and not overwritten unseen."""
