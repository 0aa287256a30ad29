"""Who people are and how their names are found."""
