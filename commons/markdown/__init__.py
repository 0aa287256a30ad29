"""Markdown as people here type it: addresses stay whole, lists keep their numbers, and all typed text is shown."""
