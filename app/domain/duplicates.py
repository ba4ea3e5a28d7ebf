"""Which clients or contacts may be one and the same: by name, e-mail, telephone and website. Suggestions, for a person to judge.

Pairs are looked for among those who share something (a word, a beginning, an e-mail domain, a number), never all with all. What
many share (a free mail provider, a switchboard, the word 'Studio') says nothing and brings nobody together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Final, Literal, NamedTuple

Kind = Literal["client", "contact", "deal"]

VERY_LIKELY: Final = 90
LIKELY: Final = 60
POSSIBLE: Final = 40  # the least that is suggested
_ALIKE: Final = 88.0  # of 100, rapidfuzz's ratio: one wrong letter in nine
_NEARLY_TYPED: Final = 86.0  # while typing, a hint may be wrong more often
_SHORTEST: Final = 7  # letters below which one wrong letter makes another name
_CROWD: Final = 40  # a word or beginning that more names have brings nobody together
_ID_BITS: Final = 40
_ID_MASK: Final = (1 << _ID_BITS) - 1
_COMPANY: Final = 6  # of clients with one domain or number; more of them share a provider
LEGAL_FORMS: Final = frozenset(
    """
    ab ag aps as asa bv co company corp corporation cv eirl ek eu ev gbr gesmbh gmbh hb inc incorporated kft
    kg kgaa kk lda limited llc llp lp ltd ltda mbh nv ohg oo ou oy oyj partg partgmbb plc pte pty pvt sa sarl
    sas sasu se sl slu snc sp spa spj spk spzoo srl sro ug ulc vof zoo zrt
    """.split()  # noqa: SIM905
)
_JOINING: Final = frozenset({"and", "und", "et", "the"})  # '&' is no word either
_PUBLIC: Final = frozenset(
    """
    gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac aol gmx web proton protonmail pm
    posteo mailbox t-online freenet arcor online orange wanadoo free laposte sfr libero virgilio tin telenet
    skynet ziggo kpnmail planet btinternet sky virginmedia talktalk comcast verizon att bellsouth shaw rogers
    yandex mail seznam wp onet interia o2 bluewin hispeed zoho fastmail hey tutanota tuta rediffmail qq 163
    126 sina naver hanmail daum
    """.split()  # noqa: SIM905
)
_PUBLIC_SITES: Final = frozenset(
    """
    facebook instagram linkedin xing twitter x youtube tiktok etsy google goo linktr wordpress wixsite
    blogspot jimdo github behance dribbble medium
    """.split()  # noqa: SIM905
)


class Who(NamedTuple):
    """A client or contact as it is compared. `near` are the clients a contact speaks for; `place` is a client's city."""

    id: int
    name: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    near: frozenset[int] = frozenset()
    place: str = ""


class Pair(NamedTuple):
    """Two that may be one, the lower id first; `reasons` are words for a person, `strength` orders the pairs."""

    one: int
    other: int
    reasons: tuple[str, ...]
    strength: int

    @property
    def words(self) -> str:
        """How likely it is."""
        levels = ((VERY_LIKELY, "Very likely"), (LIKELY, "Likely"), (0, "Possible"))
        return next(word for least, word in levels if self.strength >= least)


# --- what is compared -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def plain_words(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, punctuation and legal form: 'Müller & Söhne GmbH' gives ('muller', 'sohne')."""
    decomposed = unicodedata.normalize("NFKD", name.replace("ß", "ss")).casefold()
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    bare = re.sub(r"(?<=\b\w)\.(?=\w\b)|['’`´]", "", bare)  # 'S.A.' and 'O'Hara' are one word each
    words = re.findall(r"[^\W_]+", bare)
    words = [word for word in words if word not in _JOINING] or words
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-2:] == ["sp", "z"]):
        words.pop()
    return tuple(words)


def letters(name: str) -> str:
    """`plain_words` as one word: what two spellings of a name have in common."""
    return "".join(plain_words(name))


def domain_of(email: str) -> str:
    """What stands behind the @, where it is a company's own; '' for free mail providers and for what is no address."""
    _, sign, domain = email.strip().casefold().rpartition("@")
    return domain if sign and _own(domain, _PUBLIC) else ""


def host_of(site: str) -> str:
    """The company's own host of a web address, without 'www.'; '' for a page on somebody else's site."""
    host = re.sub(r"^[a-z]+://", "", site.strip().casefold()).split("/")[0].split("?")[0].removeprefix("www.")
    return host if _own(host, _PUBLIC_SITES) else ""


def digits_of(phone: str) -> str:
    """The last nine digits of a number, which are the same with and without the code of the country; '' of fewer than seven."""
    digits = re.sub(r"\D", "", re.split(r"(?i)ext|x|#", phone)[0])
    return digits[-9:].lstrip("0") if len(digits) >= 7 else ""


def _own(domain: str, others: frozenset[str]) -> bool:
    """Whether a domain is nobody else's: what was registered of it ('yahoo' of 'mail.yahoo.co.uk') is no provider's name."""
    parts = domain.split(".")
    if len(parts) < 2 or not all(parts):
        return False
    second = len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "net", "org", "ac", "gov", "edu")
    return parts[-3 if second else -2] not in others


# --- names ----------------------------------------------------------------------------------------------------------


def likeness(one: str, other: str) -> tuple[int, str]:
    """How much two names are alike, 0 to 60, and the words for it. Names whose numbers differ are not."""
    if _numbers(one) != _numbers(other):
        return 0, ""
    first, second = letters(one), letters(other)
    if not first or not second:
        return 0, ""
    if first == second:
        same = one.casefold().split() == other.casefold().split()
        return (60, "The same name") if same else (55, "The same name, written otherwise")
    words, others = plain_words(one), plain_words(other)
    if sorted(words) == sorted(others):
        return 55, "The same words in another order"
    if min(len(first), len(second)) >= _SHORTEST:
        from rapidfuzz import fuzz

        turned = fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(others)))
        if max(fuzz.ratio(first, second), turned) >= _ALIKE:
            return 45, "Names a letter or two apart"
    shorter, longer = sorted((words, others), key=len)
    if len(shorter) > 1 and longer[: len(shorter)] == shorter:
        return 40, "One name begins the other"
    return 0, ""


def nearly(typed: str, known: Sequence[tuple[int, str]], limit: int = 3) -> list[int]:
    """Ids of the known names that somebody typing `typed` may mean, the likeliest first. 10,000 names take some milliseconds."""
    wanted = letters(typed)
    if len(wanted) < 4:
        return []
    from rapidfuzz import fuzz, process

    spelled = [letters(name) for _, name in known]
    near = process.extract(wanted, spelled, scorer=fuzz.ratio, score_cutoff=_NEARLY_TYPED, limit=limit * 3)
    found = [known[place] for _, score, place in near if score == 100 or len(wanted) >= _SHORTEST]
    words = " ".join(sorted(plain_words(typed)))
    if " " in words:
        turned = [place for place, (_, name) in enumerate(known) if " ".join(sorted(plain_words(name))) == words]
        found += [known[place] for place in turned if known[place] not in found]
    return [i for i, name in found if _numbers(name) == _numbers(typed)][:limit]


@lru_cache(maxsize=65_536)
def _numbers(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name))


# --- pairs ----------------------------------------------------------------------------------------------------------


def pairs(kind: Kind, everyone: Sequence[Who], check: Callable[[int, int], None] | None = None) -> list[Pair]:
    """Every pair that may be one, the likeliest first. `check(done, total)` is called on the way, and may raise to stop."""
    judge = client_reasons if kind == "client" else contact_reasons
    by_id = {who.id: who for who in everyone}
    looked = _candidates(everyone)  # not sorted: that would hold up the window for as long as it takes
    found = []
    for number, both in enumerate(looked):
        if check is not None and number % 2_000 == 0:
            check(number, len(looked))
        one, other = both >> _ID_BITS, both & _ID_MASK
        evidence = judge(by_id[one], by_id[other])
        strength = sum(weight for weight, _ in evidence)
        if strength >= POSSIBLE:
            found.append(Pair(one, other, tuple(words for _, words in sorted(evidence, reverse=True)), strength))
    return sorted(found, key=lambda pair: (-pair.strength, pair.one, pair.other))


def client_reasons(one: Who, other: Who) -> list[tuple[int, str]]:
    """What speaks for two clients being one, each with its weight."""
    found = [likeness(one.name, other.name)]
    mail = _shared(one.emails, other.emails, lambda text: text.strip().casefold())
    domain = _shared(one.emails, other.emails, domain_of) or _shared(one.sites, other.sites, host_of)
    domain = domain or _crossed(one, other)
    if mail:
        found.append((60, f"Both have {mail}"))
    elif domain:
        found.append((40, f"Both are at {domain}"))
    if _shared(one.phones, other.phones, digits_of):
        found.append((45, "The same telephone"))
    if found[0][0] and one.place and letters(one.place) == letters(other.place):
        found.append((5, f"Both in {one.place}"))
    return [evidence for evidence in found if evidence[0]]


def contact_reasons(one: Who, other: Who) -> list[tuple[int, str]]:
    """What speaks for two contacts being one person. Colleagues share domain and telephone, so without a like name neither counts."""
    alike, words = likeness(one.name, other.name)
    mail = _shared(one.emails, other.emails, lambda text: text.strip().casefold())
    kin = alike or (_initials(one.name, other.name) and 30)
    found = [(alike, words)] if alike else []
    if mail:
        found.append((60, f"Both have {mail}") if kin or _is_bare(one, other) else (30, f"Both have {mail}"))
    if kin and not alike:
        found.append((30, "One name shortens the other"))
    if kin and one.near & other.near:
        found.append((30, "Contacts of the same client"))
    elif kin and (domain := _shared(one.emails, other.emails, domain_of)) and not mail:
        found.append((25, f"Both are at {domain}"))
    if kin and _shared(one.phones, other.phones, digits_of):
        found.append((40, "The same telephone"))
    if len(found) == 1 and one.near and other.near and not one.near & other.near:  # the same name at two clients
        return [] if _is_bare(one, other) else [(found[0][0] - 15, found[0][1])]
    return found


def _is_bare(one: Who, other: Who) -> bool:
    """Whether one of the names is no more than a word, or the e-mail itself."""
    return "@" in one.name + other.name or min(len(plain_words(one.name)), len(plain_words(other.name))) < 2


def _initials(one: str, other: str) -> bool:
    """'M. Sample' and 'Mara Sample': the last words are the same, the first ones begin alike."""
    first, second = plain_words(one), plain_words(other)
    if len(first) < 2 or len(second) < 2 or first[-1] != second[-1] or len(first[-1]) < 3:
        return False
    short, long = sorted((first[0], second[0]), key=len)
    return long.startswith(short)


def _shared(ones: Iterable[str], others: Iterable[str], read: Callable[[str], str]) -> str:
    found = {read(text) for text in ones} & {read(text) for text in others} - {""}
    return min(found) if found else ""


def _crossed(one: Who, other: Who) -> str:
    """The e-mail of one at the website of the other."""
    mine = {domain_of(mail) for mail in one.emails} | {host_of(site) for site in one.sites}
    theirs = {domain_of(mail) for mail in other.emails} | {host_of(site) for site in other.sites}
    return min((mine & theirs) - {""}, default="")


def _candidates(everyone: Sequence[Who]) -> set[int]:
    """The pairs worth a look, both ids as one number: those who share a key that not too many have.

    Of 10,000 names most of the 300,000 keys are one name's alone. They are kept without a list each, and pairs as numbers, since
    Python's search for garbage would walk over every list and pair, and the window waits for that.
    """
    alone: dict[str, int] = {}
    shared: dict[str, list[int]] = {}
    for who in everyone:
        for key in set(_keys(who)):
            first = alone.setdefault(key, who.id)
            if first != who.id:
                shared.setdefault(key, [first]).append(who.id)
    found: set[int] = set()
    for key, ids in shared.items():
        if len(ids) <= (_COMPANY if key[0] == "@" else _CROWD):
            found.update(one << _ID_BITS | other for one, other in combinations(sorted(ids), 2))
    return found


def _keys(who: Who) -> Iterator[str]:
    """What brings a record together with others; the first letter tells what it is."""
    spelled, words = letters(who.name), plain_words(who.name)
    yield f"d{spelled}"
    yield "s" + " ".join(sorted(words))
    yield f"b{spelled[:6]}"
    yield f"e{spelled[-6:]}"
    if len(words) > 1 and len(words[0] + words[1]) < 6:  # 'AB 7' begins 'AB 7 North', without six letters to share
        yield f"p{words[0]} {words[1]}"
    for word in words:
        if len(word) > 3:
            yield f"w{word}"
    if len(spelled) >= _SHORTEST:  # two names a letter apart become one when the right letter is left out of each
        for place in range(len(spelled)):
            yield f"d{spelled[:place]}{spelled[place + 1 :]}"
    yield from (f"m{mail.strip().casefold()}" for mail in who.emails)
    shared = [*map(domain_of, who.emails), *map(host_of, who.sites), *map(digits_of, who.phones)]
    yield from (f"@{key}" for key in shared if key)
