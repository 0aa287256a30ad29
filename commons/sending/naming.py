"""The names under which texts of forms are stored, so that a form that is sent twice stores its text once."""

import uuid


def name_of(form: uuid.UUID, *words: str) -> uuid.UUID:
    """Returns a name for what a form sends: the same for the same form and words, another one when somebody went back
    to the form and wrote other words."""
    return uuid.uuid5(form, "\0".join(words))
