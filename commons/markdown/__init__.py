"""Markdown as people here type it: addresses stay whole, lists keep their numbers, and nothing typed goes unshown."""
