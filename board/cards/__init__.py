"""Cards: making and changing them, moving them, asking for help, and how pages read them."""
