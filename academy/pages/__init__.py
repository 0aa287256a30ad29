"""What pages show alike: addresses, dates, numbers, texts in several languages."""
