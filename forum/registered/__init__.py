"""What the forum gives to the registries of lower floors."""
