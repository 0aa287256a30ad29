"""After the course: when a card asks its owners how it goes, and how they answer."""
