"""The worksheet of an exchange: what each stage of its format leaves, written in the room (kind "field")."""
