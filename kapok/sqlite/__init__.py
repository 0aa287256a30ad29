"""SQLite as Django speaks to it, which translates a query that pages ask again once."""
