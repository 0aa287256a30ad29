"""What each member has read, and who is told of what is new."""
