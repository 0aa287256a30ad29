"""The processes: web servers and the worker, how they start, serve, watch and stop."""
