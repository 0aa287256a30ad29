"""The stage clock of an exchange: its computation, the acts on it, its words and its context in pages."""
