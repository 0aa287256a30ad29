"""The rooms' entries in the registries of lower floors."""
