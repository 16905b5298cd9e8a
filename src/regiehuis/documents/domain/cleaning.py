"""Text that every format can carry: one rule for all, so that the four renderings keep saying the same."""

import re
import unicodedata

REPLACEMENT = "\ufffd"

# What XML 1.0 forbids or discourages (control characters, surrogates, noncharacters), and the invisible characters
# that reverse the reading order of what follows, with which a sentence can be made to look like another one.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
_BREAKS = re.compile("[\t\n\r\x85\u2028\u2029 ]+")
_PLAIN = re.compile(r"[\x20-\x7e]*\Z")


def clean(text: str) -> str:
    """Return the text on one line, composed (NFC), with what cannot be written shown as U+FFFD.

    >>> clean("fase 2\\n\\tnaar\\x00fase 3")
    'fase 2 naar\ufffdfase 3'
    """
    if _PLAIN.match(text) and "  " not in text:
        return text
    text = _UNFIT.sub(REPLACEMENT, text).replace("\ufeff", "")
    return unicodedata.normalize("NFC", _BREAKS.sub(" ", text))
