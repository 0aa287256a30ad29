"""What an exchange leaves: made from its worksheet, confirmed by each, published under its topic or kept."""
