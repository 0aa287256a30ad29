"""The forum's entries in the registries of lower floors."""
