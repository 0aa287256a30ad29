"""Brings a course pack's comparison into a course. A pack that is loaded again leaves alone what people changed."""
