"""Texts of members: rendered, with terms underlined, withheld when hidden."""
