"""Words for where a card comes from."""

from django.utils.translation import gettext as _


def kind_words() -> dict[str, str]:
    """Maps the kind of a source -> its word in the reader's language."""
    return {
        "provision": _("provision"),
        "practice": _("practice"),
        "reflection": _("reflection"),
        "post": _("discussion"),
        "card": _("card"),
    }
