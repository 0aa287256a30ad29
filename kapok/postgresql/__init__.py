"""PostgreSQL as Django speaks to it, with a cheaper look at the connections of its pool."""
