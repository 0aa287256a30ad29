"""Repairs of published rounds: the plan, which is shown first, and its execution."""
