"""The names under which texts of forms are stored, so that a form that is sent twice stores its text once."""

import uuid


def name_of(form: uuid.UUID, *words: str) -> uuid.UUID:
    """Returns the same name for the same form and words, and another one when somebody went back to the form and wrote
    something else."""
    return uuid.uuid5(form, "\0".join(words))
