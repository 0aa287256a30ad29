"""Telling people outside of the page what concerns them: when each wants to be told, and the mail that does it."""
