"""Reading single values: e-mail addresses, dates, hours, numbers, languages, lists."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from junto.domain.people.importing.text import clean, plain

_EMAIL = re.compile(r"^[^\s@<>,;:\"()\[\]]+@(?:[\w](?:[\w-]*[\w])?\.)+[^\W\d_][\w-]*[\w]$")
_IN_BRACKETS = re.compile(r"<([^<>]+)>")
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?$")
_NUMERIC = re.compile(r"^(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})$")
_WORDED = re.compile(
    r"^(?:\w+,\s+)?(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:de\s+)?([^\W\d]+)\.?,?\s+(?:de\s+)?(\d{4})$"
)
_WORDED_FIRST = re.compile(r"^([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$")
_WORDED_MONTH = re.compile(r"^([^\W\d]+)\.?,?\s+(\d{4})$")
_MONTHS = (
    "january jan januar janvier enero gennaio janeiro januari stycznia leden",
    "february feb februar fevrier fev febrero febbraio fevereiro februari lutego",
    "march mar marz maerz mrz mars marzo marco maart marca",
    "april apr avril avr abril aprile kwietnia",
    "may mai mayo maggio maio mei maja maj",
    "june jun juni juin junio giugno junho czerwca",
    "july jul juli juillet julio luglio julho lipca",
    "august aug aout agosto augustus sierpnia augusti",
    "september sep sept septembre septiembre settembre setembro wrzesnia",
    "october oct okt oktober octobre octubre ottobre outubro pazdziernika",
    "november nov novembre noviembre novembro listopada",
    "december dec dez dezember decembre diciembre dicembre dezembro grudnia",
)
_MONTH_NUMBERS = {word: place for place, words in enumerate(_MONTHS, 1) for word in words.split()}
_TIME = re.compile(
    r"^(\d{1,2})(?:[:.h]\s?(\d{2}))?(?::\d{2})?\s*(?:h|uhr|hrs?|o'clock)?\s*([ap]\.?m\.?)?$", re.I
)
_RANGE = re.compile(r"\s*(?:–|—|-|\bto\b|\bbis\b|\buntil\b|\bà\b|~)\s*", re.I)
_LIST_SIGNS = (";", "|", "\n", ",")


# --- e-mail ---------------------------------------------------------------------------------


def read_email(text: str) -> str | None:
    """The address in lower case, or None when it is not one."""
    found = text.strip()
    bracketed = _IN_BRACKETS.search(found)
    if bracketed:
        found = bracketed[1]
    found = found.strip().removeprefix("mailto:").lower()
    return found if len(found) <= 254 and ".." not in found and _EMAIL.match(found) else None


def common_domains(emails: Iterable[str | None]) -> list[str]:
    """Domains of good addresses, the commonest first."""
    counted = Counter(email.rsplit("@", 1)[1] for email in emails if email)
    return [domain for domain, _ in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def suggest_email(text: str, domains: list[str]) -> str:
    """What the writer probably meant, or an empty string."""
    for part in re.split(r"[;,\s]+", text.strip()):
        if "@" in part and read_email(part):
            return read_email(part) or ""
    squeezed = re.sub(r"\s+|\(at\)|\[at\]", lambda m: "@" if "at" in m[0] else "", text.lower())
    squeezed = squeezed.replace(",", ".").strip(".;:<>()\"'")
    if read_email(squeezed):
        return squeezed
    local, _, domain = squeezed.partition("@")
    for known in domains:
        if local and domain and known.startswith(domain.rstrip(".") + "."):
            return f"{local}@{known}"
    return f"{local}@{domains[0]}" if local and not domain and domains else ""


def lacks_ending(text: str) -> bool:
    """True for `name@company`."""
    local, _, domain = text.strip().partition("@")
    return bool(local and domain) and "." not in domain and " " not in domain


# --- dates ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DateOrder:
    """What a column tells about its order of day and month."""

    day_only: int = 0
    month_only: int = 0
    unclear: int = 0
    sample: str = ""

    @property
    def day_first(self) -> bool | None:
        """What the other rows prove; None when nothing does."""
        if self.day_only == self.month_only:
            return None if self.unclear or self.day_only else True
        return self.day_only > self.month_only


def date_order(cells: Iterable[str]) -> DateOrder:
    """Count the dates that only make sense one way."""
    day_only = month_only = unclear = 0
    sample = ""
    for cell in cells:
        match = _NUMERIC.match(cell)
        if not match:
            continue
        first, second = int(match[1]), int(match[3])
        if first == second:
            continue
        if first > 12 >= second:
            day_only += 1
        elif second > 12 >= first:
            month_only += 1
        elif first <= 12 and second <= 12:
            unclear += 1
            sample = sample or cell
    return DateOrder(day_only, month_only, unclear, sample)


def read_date(text: str, *, day_first: bool = True) -> date | None:
    """A date in one of the ways people write dates, or None."""
    try:
        return _read_date(text, day_first)
    except ValueError:
        return None


def is_unclear_date(text: str) -> bool:
    """True when day and month could change places."""
    match = _NUMERIC.match(text)
    return (
        match is not None
        and match[1].lstrip("0") != match[3].lstrip("0")
        and (int(match[1]) <= 12 and int(match[3]) <= 12)
    )


def _read_date(text: str, day_first: bool) -> date | None:
    if match := _ISO.match(text):
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    if match := _NUMERIC.match(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        if year < 100:
            year += 1900 if year >= 69 else 2000
        return date(year, second, first) if day_first else date(year, first, second)
    if match := _WORDED.match(text):
        return _worded(match[3], match[2], match[1])
    if match := _WORDED_FIRST.match(text):
        return _worded(match[3], match[1], match[2])
    if match := _WORDED_MONTH.match(text):
        return _worded(match[2], match[1], "1")
    if text.isdigit() and 20_000 <= int(text) <= 80_000:
        # A spreadsheet's day number that lost its format on the way through CSV.
        return date(1899, 12, 30) + timedelta(days=int(text))
    return None


def _worded(year: str, month: str, day: str) -> date | None:
    number = _MONTH_NUMBERS.get(plain(month))
    return date(int(year), number, int(day)) if number else None


# --- hours ----------------------------------------------------------------------------------


def read_time(text: str) -> str | None:
    """`HH:MM`, or None."""
    match = _TIME.match(text.strip())
    if not match:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def read_hours(text: str) -> tuple[str, str] | None:
    """Start and end of `9-17`, `9am to 5pm`, `08:30–16:30`, or None."""
    parts = _RANGE.split(text.strip())
    if len(parts) != 2:
        return None
    start, end = read_time(parts[0]), read_time(parts[1])
    if start is None or end is None:
        return None
    later = f"{int(end[:2]) + 12:02d}{end[2:]}"
    if end <= start < later and end < "12:00" and "m" not in parts[1].lower():
        # "9 to 5": nobody means five in the morning.
        end = later
    return start, end


# --- numbers, lists, languages --------------------------------------------------------------


def read_number(text: str) -> int | float | None:
    """A number with either decimal sign, or None."""
    squeezed = re.sub(r"[\s'’]|%$", "", text)
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", squeezed):
        squeezed = squeezed.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}", squeezed):
        squeezed = squeezed.replace(".", "").replace(",", ".")
    else:
        squeezed = squeezed.replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,10})?|[+-]?\.\d{1,10}", squeezed):
        return None
    return float(squeezed) if "." in squeezed else int(squeezed)


def list_sign(cells: Iterable[str], *, expected: bool) -> str:
    """The sign that separates values inside the cells of a column, or an empty string.

    A comma only counts when `expected` or when its pieces are short and come again and again.
    """
    cells = [cell for cell in cells if cell]
    for sign in _LIST_SIGNS:
        holding = [cell for cell in cells if sign in cell]
        if not holding:
            continue
        if sign != "," or expected:
            return sign
        pieces = [piece.strip() for cell in cells for piece in cell.split(",")]
        is_short = max(map(len, pieces)) <= 32
        if is_short and len(set(pieces)) <= len(pieces) / 2 and len(holding) >= len(cells) / 4:
            return sign
    return ""


def split_list(text: str, sign: str) -> list[str]:
    """Pieces in order, each once."""
    parts = text.split(sign) if sign else [text]
    return list(dict.fromkeys(piece for piece in map(clean, parts) if piece))


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    from django.conf.locale import LANG_INFO

    found: dict[str, str] = {}
    for code, info in LANG_INFO.items():
        if "name" not in info:
            continue
        for key in (code, info["name"], info["name_local"], plain(info["name_local"])):
            found.setdefault(key.lower(), info["name"])
    for word, name in (("chinese", "Chinese"), ("mandarin", "Chinese"), ("zh", "Chinese"),
                       ("norwegian", "Norwegian"), ("englisch", "English"),
                       ("anglais", "English"), ("deutsch", "German"), ("allemand", "German"),
                       ("franzosisch", "French"), ("spanisch", "Spanish")):  # fmt: skip
        found.setdefault(word, name)
    return found


def read_languages(text: str) -> list[str]:
    """Languages by their English names; words nobody knows stay as they are."""
    names = _language_names()
    parts = re.split(r"[,;/|\n&+]|\s(?:and|und|et|y)\s", text)
    return list(dict.fromkeys(
        names.get(part.lower()) or names.get(plain(part)) or part
        for part in map(clean, parts) if part
    ))  # fmt: skip
