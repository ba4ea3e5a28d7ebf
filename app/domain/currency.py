"""The currencies that there are and were, by their ISO 4217 codes."""

from __future__ import annotations

from functools import cache

from app.base import UserError

#: Those of today, without metals, funds and test codes.
CURRENT = frozenset(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
    LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB
    TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW
    ZWG
    """.split()  # noqa: SIM905
)
_NONE = frozenset({"XXX", "XTS"})  # no currency at all, and one to test with
# What babel knows beside ISO 4217, whose lists of today and of the past have none of these: the yuan abroad, old pesos, dinars, levs.
_ELSEWHERE = frozenset("ARL ARM BAN BGM BGO BOL BRZ CLE CNH KRH KRO MCF MDC MKN MVP VNN YUR".split())  # noqa: SIM905


def is_known(code: str) -> bool:
    """Whether this is the code of a currency, of today or of the past; it is written in capitals."""
    return code in CURRENT or (len(code) == 3 and code in _every_one())


def checked(text: str) -> str:
    """A code as one types it, in capitals. Raises UserError for what is no currency."""
    code = text.strip().upper()
    if not is_known(code):
        raise UserError(f"{code[:20] or 'Nothing'} is no currency. Write the three letters of one, such as EUR or USD.")
    return code


@cache
def _every_one() -> frozenset[str]:
    """Read when a code is none of today's: most programs never need it, and it takes time."""
    from babel.core import get_global

    return frozenset(get_global("all_currencies")) - _NONE - _ELSEWHERE
