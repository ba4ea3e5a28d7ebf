"""The code page of a text that is no UTF-8: what fits the letters of one language fits better than what fits none."""

from __future__ import annotations

import itertools
import re
from typing import Final

CODE_PAGES: Final = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "shift_jis", "gb18030", "big5", "euc_kr",
    "mac_roman", "cp850", "cp866", "koi8_r",
)  # fmt: skip
# What Polish or Czech letters look like when they are read with the western code page.
_ODD_IN_WORDS: Final = re.compile(r"(?<=[^\W\d_])[¡¢£¤¥¦¨¬¯±³´¶·¸¹¼½¾¿](?=[^\W\d_])|[£¥¯](?=[a-zà-ÿ])|[\x80-\x9f]")
# What accented letters look like when they are read with the code page of another system: 'M‰rz', 'f¸r'. O’Neil is none.
_SIGN_IN_WORD: Final = re.compile(r"(?<=[^\W\d_])[^\w\s!-~’–—·](?=[^\W\d_])")
# The sign of 'µm' is a letter of no language: no code page is better for having another letter in its place.
_MICRO: Final = "µ".encode("cp1252")
_WEST: Final = (
    "äöüß", "àâæçéèêëîïôœùûü", "áéíñóúü", "áâãàçéêíóôõú", "åäöé", "æøåé", "àèéìòù", "áéëïóöü", "áðéíóúýþæö",
)  # fmt: skip
#: The letters beyond a to z of the languages that a code page serves.
_ALPHABETS: Final[dict[str, tuple[str, ...]]] = {
    "cp1252": _WEST, "mac_roman": _WEST, "cp850": _WEST,
    "cp1250": ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ"),
    "cp1257": ("ąčęėįšųūž", "āčēģīķļņšūž", "äöõüšž"),
    "cp1254": ("çğıiöşü",),
}  # fmt: skip


def likeliest(data: bytes) -> str | None:
    """The code page in which `data` makes most sense, None where it makes none in any."""
    from charset_normalizer import from_bytes

    sample = b"\n".join([line for line in data.split(b"\n") if not line.isascii()][:400])[:64_000]
    ranked: list[tuple[int, float, float, int, str]] = []
    for match in from_bytes(sample, cp_isolation=list(CODE_PAGES), threshold=0.35):
        for encoding in [match.encoding, *match.could_be_from_charset]:
            if encoding in CODE_PAGES and _decodes(data, encoding):
                odd = len(_ODD_IN_WORDS.findall(sample.decode(encoding, "replace")))
                chaos = round(match.chaos / 0.05) * 0.05  # small differences mean nothing on short samples
                ranked.append((odd, chaos, -round(match.coherence, 1), CODE_PAGES.index(encoding), encoding))
    if not ranked:
        return next((encoding for encoding in ("cp1252", "mac_roman") if _decodes(data, encoding)), None)
    best = min(ranked)[-1]
    return _by_letters(data, sample, best) if best in _ALPHABETS else best


def _by_letters(data: bytes, sample: bytes, guess: str) -> str:
    """The Latin code page under which nearly all letters are of one language, of several the more common; else the guess."""
    fitting = [encoding for encoding in CODE_PAGES if encoding in _ALPHABETS and _decodes(data, encoding)]
    best = min(fitting, key=lambda encoding: _strange(sample, encoding))
    beyond = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    return best if _strange(sample, best) * 10 <= beyond else guess


def _strange(sample: bytes, encoding: str) -> int:
    """How strange a text would be: letters of no language of the code page count double, as signs inside of words and capitals
    after small letters do; letters of another language than the one that explains most count once.
    """
    text, alphabets = sample.decode(encoding, "replace"), _ALPHABETS[encoding]
    letters = [sign for sign in text.lower() if not sign.isascii() and sign.isalpha() and sign != "µ"]
    alien = sum(not any(sign in alphabet for alphabet in alphabets) for sign in letters)
    other = min(sum(sign not in alphabet for sign in letters) for alphabet in alphabets)
    turned = sum(before.islower() and after.isupper() for before, after in itertools.pairwise(text))
    odd = max(len(pattern.findall(text)) for pattern in (_ODD_IN_WORDS, _SIGN_IN_WORD))
    return alien + other + 2 * (odd + turned + sample.count(_MICRO))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
