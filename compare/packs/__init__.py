"""What a course pack brings to compare, and how a pack that is loaded again leaves alone what people changed."""
