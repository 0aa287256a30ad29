"""Typed texts: the characters that are kept, the form fields that take them, and sentences that contain them."""
