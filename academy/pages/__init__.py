"""The shared look of values on pages: addresses, dates, numbers, texts in several languages."""
