"""What the rooms give to the registries of lower floors."""
