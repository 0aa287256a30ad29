"""The code from an e-mail, as people type and paste it."""

import re
import unicodedata

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm

_MARK = r"[.\-\u2010-\u2015]"
_CODE = re.compile(rf"(?<!\d)(?<!\d{_MARK})\d(?:(?:\s|{_MARK})?\d){{5}}(?!{_MARK}?\d)")


def find_code(typed: str) -> str | None:
    """Returns the only six digits in a text; None when it holds no such number or several different ones.

    Digits of any script count. Invisible marks are ignored, and so is one space, full stop or hyphen between two
    digits.
    """
    visible = "".join(letter for letter in typed if unicodedata.category(letter) != "Cf")
    plain = "".join(str(unicodedata.digit(letter, letter)) for letter in unicodedata.normalize("NFKC", visible))
    found = {re.sub(r"\D", "", match) for match in _CODE.findall(plain)}
    return found.pop() if len(found) == 1 else None


class CodeForm(ConfirmLoginCodeForm):
    """Finds the code in a pasted letter. Only the error ``incorrect_code`` means that a code was tried."""

    def clean_code(self) -> str:
        code = find_code(self.cleaned_data["code"])
        if code is None:
            raise get_adapter().validation_error("no_code")
        self.cleaned_data["code"] = code
        return str(super().clean_code())
