"""Names as they are sorted and searched: É beside E, in capitals or not, with whatever sign between the words."""

import unicodedata

# Letters that Unicode does not take apart, of both shores' languages and their neighbours'.
_LETTERS = str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th", "ø": "o", "ɔ": "o", "ɛ": "e", "ǝ": "e", "ı": "i", "ł": "l", "ŋ": "n", "ɲ": "n"}
    | {"đ": "d", "ð": "d", "ɖ": "d", "ɗ": "d", "ƒ": "f", "ɣ": "g", "ħ": "h", "ƙ": "k", "ɓ": "b", "ʋ": "v", "ƴ": "y"}
)
_WITHIN_WORDS = frozenset("'’‘ʼʻ`´·")


def folded(name: str) -> str:
    """Returns the words in small letters without accents and signs: "N’Guessan-Lévêque" -> "nguessan leveque"."""
    plain = unicodedata.normalize("NFKD", name.casefold())  # which may find a capital letter in a sign: 𝕬
    letters = unicodedata.normalize("NFKD", plain.casefold()).translate(_LETTERS)
    return " ".join("".join(map(_kept, letters)).split())


def _kept(letter: str) -> str:
    """Vowels that some scripts write as marks are letters; accents are not."""
    if unicodedata.combining(letter) or letter in _WITHIN_WORDS:
        return ""
    return letter if letter.isalnum() or unicodedata.category(letter).startswith("M") else " "
