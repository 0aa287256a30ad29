"""The people of a course: their names and profiles, and the search for them."""
