"""Read marks, unread messages, and calls back to rooms with news."""
