"""The stage clock of an exchange: what is computed of it, what members do with it, how it is shown."""
