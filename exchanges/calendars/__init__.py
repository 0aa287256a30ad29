"""Calendar files: the invitation to an exchange, its cancellation, and each person's feed."""
