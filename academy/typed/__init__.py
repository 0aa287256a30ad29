"""What people type: the characters that are kept, the fields that take it, and sentences that are filled with it."""
