"""Read what a posting pays: amount or range, currency, period, yearly amount.

The board's pay block is believed first; else the text is searched. In the text an
amount is a pay when the nearest telling word says so ("salary", "taux horaire"), or
when a period is attached to it, or when it is a range or a "k" of salary size.
Bonuses, revenues, benefits and referral amounts have telling words of their own.

A year is 2,080 hours (40 × 52), 260 days, 52 weeks or 12 months. An amount without a
period stays without one, and without a yearly figure, unless it is of YEARLY_FROM or
more in a currency in which nobody earns that a month.

"$" and "¥" belong to several currencies: without a code beside them and without a
country, the currency stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

RULES_VERSION = 2
PER_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
YEARLY_FROM = 20_000
LONGEST_TEXT = 50_000

# What one can earn in the currencies below; outside, the number means something else.
_PLAUSIBLE = {
    "hour": (3, 1_000),
    "day": (30, 5_000),
    "week": (100, 20_000),
    "month": (300, 60_000),
    "year": (5_000, 2_000_000),
    None: (7, 2_000_000),
}
_COMPARABLE = {None, "USD", "CAD", "AUD", "NZD", "SGD", "EUR", "GBP", "CHF"}

_DOLLARS = {
    "usd": ("us", "usa", "united states", "united states of america", "etats unis"),
    "cad": ("ca", "can", "canada"),
    "aud": ("au", "aus", "australia", "australie"),
    "nzd": ("nz", "new zealand", "nouvelle zelande"),
    "sgd": ("sg", "singapore", "singapour"),
    "hkd": ("hk", "hong kong"),
    "mxn": ("mx", "mexico", "mexique"),
}
_DOLLAR_OF = {name: code.upper() for code, names in _DOLLARS.items() for name in names}
_YEN_OF = {"jp": "JPY", "japan": "JPY", "japon": "JPY", "cn": "CNY", "china": "CNY"}
_YEN_OF |= {"chine": "CNY"}
_DOLLAR_PREFIX = {
    "us": "USD",
    "u.s.": "USD",
    "ca": "CAD",
    "c": "CAD",
    "can": "CAD",
    "cdn": "CAD",
    "a": "AUD",
    "au": "AUD",
    "nz": "NZD",
    "s": "SGD",
    "hk": "HKD",
    "mx": "MXN",
    "r": "BRL",
}
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "euro": "EUR", "euros": "EUR"}
_CODES = (
    "USD|CAD|AUD|NZD|SGD|HKD|EUR|GBP|CHF|JPY|CNY|INR|SEK|NOK|DKK|PLN|BRL|MXN|ZAR|AED"
)
_SPACE = "[ \t\u00a0\u2009\u202f]"

# It starts with a bare digit, and looks back only then: the scan is three times faster.
_NUMBER = re.compile(
    r"[0-9](?<![0-9]{2})(?<![0-9][.,][0-9])"
    rf"(?:[0-9]{{0,2}}(?:(?:[,.'’][0-9]{{3}})+|(?:{_SPACE}[0-9]{{3}})+"
    # 12,50,000 is how India writes it
    r"|(?:,[0-9]{2}){1,3},[0-9]{3})|[0-9]{0,6})"
    r"(?![0-9])(?P<whole>)(?:[.,](?P<cents>[0-9]{1,2})(?![0-9]))?"
    rf"(?:{_SPACE}?(?P<k>[kK])(?![A-Za-z]))?"
)
_BEFORE = re.compile(
    rf"(?:\b({_CODES}){_SPACE}?)?"
    r"(?:(?<![a-z])(us|u\.s\.|ca|can|cdn|c|au|a|nz|s|hk|mx|r))?"
    rf"{_SPACE}?([$€£¥₹]){_SPACE}?$"
    rf"|\b({_CODES}){_SPACE}?$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"{_SPACE}?(?:([$€£¥₹])(?!{_SPACE}?\d)(?:{_SPACE}?(us|ca|can|cad|au|cdn)\b)?"
    rf"|({_CODES})\b|(euros?|dollars?)\b(?:{_SPACE}(canadiens?|américains?|us)\b)?)",
    re.IGNORECASE,
)
_CODE_NEARBY = re.compile(rf"[^\n.;]{{0,25}}?\b({_CODES})\b")
_HUGE = re.compile(
    rf"(?:{_SPACE}|-)?(?:m|mm|mn|b|bn|mds?|mrds?|t|millions?|billions?|trillions?"
    rf"|milliards?)(?:{_SPACE}?[$€£]|\b)",
    re.IGNORECASE,
)

_PERIODS = (
    ("hour", r"hourly|hours?|hr|hrs|horaire|heures?|h"),
    ("day", r"daily|days?|jours?|journalier|quotidien|j"),
    ("week", r"weekly|weeks?|wk|semaines?|hebdomadaire|hebdo"),
    ("month", r"monthly|months?|mo|mois|mensuels?|mensuelle"),
    (
        "year",
        r"yearly|years?|yr|annually|annual|annum|annuel(?:le)?s?|annuellement"
        r"|ans?|années?|p\.a\.|pa",
    ),
)
_UNIT = "|".join(f"(?P<{name}>{words})" for name, words in _PERIODS)
_PERIOD_AFTER = re.compile(
    rf"[\s*)]{{0,3}}(?:\b(?:gross|brute?s?|net|cad|usd|eur|gbp|base|salary|salaire)\b"
    rf"[\s,/]{{0,2}}){{0,3}}[\s(,]{{0,3}}"
    rf"(?:(?:/|\bper\b|\bpar\b|\ban?\b|\bde{_SPACE}l['’]|\bl['’]|\beach\b|\bevery\b|\bp\b)"
    rf"\s?(?:{_UNIT})(?![a-z])"
    r"|(?P<word>(?:sur|[x×])\s?1[2-6](?:[.,]\d+)?(?:\s?mois)?(?!\d)|hourly|horaire|daily|weekly|monthly|mensuels?|mensuelle|annually"
    r"|annual|annuels?|annuelle|yearly|annuellement|p\.a\.|hebdomadaire)(?![a-z]))",
    re.IGNORECASE,
)
_PERIOD_BEFORE = re.compile(
    r"\b(?:(?P<hour>hourly|horaire|per hour|/hr)|(?P<day>daily|day rate|journalier|tjm)"
    r"|(?P<week>weekly|hebdomadaire)"
    r"|(?P<month>monthly|mensuel(?:le)?s?|1[2-6]\s?(?:x|×|fois|mois\sx))"
    r"|(?P<year>annual|annually|yearly|annuel(?:le)?s?|annuellement|per annum"
    r"|per year))\b",
    re.IGNORECASE,
)
_PAY_WORD = (
    r"salar(?:y|ies)|salaires?|salariale?|pay|paid|paying|pays|wages?|compensation"
    r"|rémunération|remuneration|rémunéré|hourly|rate|taux|tjm|earn|earning|gagnez"
    r"|base|ote|package|hiring range|échelle|per hour|traitement|brut|gross|range"
    r"|fourchette|starting at|horaire|payé|mensuel|annuel|offer"
    r"|plus super|superannuation|indemnités? de stage|gratifications?"
)
_OTHER_WORD = (
    r"bonus(?:es)?|primes?|sign(?:ing)?[- ]?on|signing|referr?als?|refer|parrainage"
    r"|cooptation|stipends?|allowances?|indemnités?(?! de stage)|allocations?"
    r"|reimburse\w*|rembours\w*"
    r"|tuition|credits?|crédits?|401|rrsp|reer|hsa|spending|compte|revenues?|turnover"
    r"|chiffre|funding|funded|raised|financement|levée|valu(?:ation|ed)|assets?|actifs"
    r"|portfolio|portefeuille|budgets?|sales|ventes|quotas?|scholarships?|bourses?"
    r"|gifts?|discounts?|rabais|savings|économies|tickets?|repas|meals?|mutuelle"
    r"|travel|relocation|déménagement|insurance|assurance|coverage|fees?|frais|fines?"
    r"|donat\w+|dons?|equity|stocks?|rsus?|contributions?|deductible|perks?|benefits?"
    r"|avantages?|wellness|bien-être|education|formation|transactions?|spend|costs?"
    r"|coûts?|capital|aum|investments?|investissements?|income|prizes?|vouchers?"
    r"|carte|reward|commissions?|incentives?|intéressement|projects?|contracts?"
    r"|customers?|claims?|loans?|deals?|clients?|tips|pourboires?|training|home office"
    r"|retention|premiums?|supplément|over ?time|shift differential"
)
_TELLING = re.compile(
    rf"\b(?:(?P<pay>{_PAY_WORD})|(?P<other>{_OTHER_WORD}))\b", re.IGNORECASE
)
_JOIN = re.compile(
    r"[\s*]*(?:(?:brute?|gross|net)\s+)?(?:\([^()\d]{0,20}\)\s*)?"
    r"(?:-{1,2}|[–—−~/]|to|and|à|a|et|up to|jusqu['’]à)"
    r"\s*(?:up to\s)?",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?:up to|jusqu['’](?:à|a)|maximum(?: (?:of|de))?|max\.?|as much as)"
    rf"[\s:]*(?:{_CODES})?\s*$",
    re.IGNORECASE,
)
_AT_LEAST = re.compile(
    r"(?:\bfrom|à partir de|a partir de|starting (?:at|from)|dès|at least|au moins"
    r"|minimum[^.\n]{0,16}|minimum[^.\n]{0,16}\n\s*|starts at|min\.?)[\s:]*$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)|[•|]")


_MARKS = (
    "$",
    "€",
    "£",
    "¥",
    "₹",
    "euros",
    "EUROS",
    " euro ",
    "dollar",
    "DOLLAR",
    *_CODES.split("|"),
)
_THOUSANDS = re.compile(r"\d[ \u00a0\u202f]?[kK]\b")


@dataclass
class _Amount:
    """A number with what stands directly around it; `start` and `end` include signs."""

    value: float
    start: int
    end: int
    has_k: bool
    sign: str | None
    code: str | None


@dataclass
class _Candidate:
    """One amount or range of a text, not yet judged."""

    low: float
    high: float
    start: int
    end: int
    currency: str | None
    period: str | None
    is_range: bool
    is_attached: bool  # the period follows the amount
    has_k: bool


def read(
    pay_text: str | None, description: str | None = None, country: str | None = None
) -> dict[str, object]:
    """Read the pay of a posting from the board's block, else from its text.

    `read("$70.00/hr - $100.00/hr", country="US")` has low 70.0, high 100.0, currency
    USD, period hour, year_low 145600.0, year_high 208000.0, source block.

    Returns: `low`, `high` (one is None for "from" and "up to"), `currency` (ISO 4217),
    `period` (hour, day, week, month, year), `year_low`, `year_high`, `evidence`
    (verbatim), `source` (block or text); all None when no pay is stated.
    """
    for source, text in (("block", pay_text), ("text", description)):
        text = (text or "")[:LONGEST_TEXT]
        candidates = list(_candidates(text, country))
        if source == "text":
            candidates = _paying(text, candidates)
        if candidates:
            return _answer(text, candidates[0], source)
    return _record()


def _record(**known: object) -> dict[str, object]:
    fields = "low high currency period year_low year_high evidence source".split()
    return {name: known.get(name) for name in fields} | {"rules_version": RULES_VERSION}


def _answer(text: str, found: _Candidate, source: str) -> dict[str, object]:
    low: float | None = found.low
    high: float | None = found.high
    lead = text[max(0, found.start - 40) : found.start]
    start = found.start
    if not found.is_range:
        if at_most := _AT_MOST.search(lead):
            low, start = None, found.start - len(lead) + at_most.start()
        elif text[found.end : found.end + 1] == "+" or _AT_LEAST.search(lead):
            high = None
    factor = PER_YEAR.get(found.period or "")
    return _record(
        low=low,
        high=high,
        currency=found.currency,
        period=found.period,
        year_low=round(low * factor, 2) if factor and low is not None else None,
        year_high=round(high * factor, 2) if factor and high is not None else None,
        evidence=text.strip() if source == "block" else text[start : found.end].strip(),
        source=source,
    )


def _amounts(text: str) -> Iterator[_Amount]:
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        whole = re.sub(r"\D", "", text[start : match.start("whole")])
        value = float(f"{whole}.{match['cents'] or 0}")
        if match["k"]:
            if value == 401:  # the American pension plan
                continue
            value *= 1000
        sign = code = None
        before = _BEFORE.search(text, max(0, start - 10), start)
        if before:
            prefix = (before[2] or "").lower()
            code = (before[1] or before[4] or _DOLLAR_PREFIX.get(prefix, "")).upper()
            sign, start = before[3], before.start()
        after = _AFTER.match(text, end)
        if after:
            sign = sign or after[1] or (after[4] or "").lower() or None
            nation = (after[2] or after[5] or "").lower()
            code = code or (after[3] or _nation(nation)).upper()
            end = after.end()
        if _HUGE.match(text, end) or _HUGE.match(text, match.end()):
            continue
        yield _Amount(value, start, end, bool(match["k"]), sign, code or None)


def _nation(word: str) -> str:
    if word.startswith(("ca", "cdn")):
        return "CAD"
    return {"us": "USD", "au": "AUD"}.get(word, "USD" if word[:2] == "am" else "")


def _candidates(text: str, country: str | None) -> Iterator[_Candidate]:
    """Every amount or range with a currency or a "k", in the order of the text."""
    # Most postings name no money at all: looking for its marks is the cheaper pass.
    if not any(mark in text for mark in _MARKS) and not _THOUSANDS.search(text):
        return
    amounts = list(_amounts(text))
    at = 0
    while at < len(amounts):
        chain = [amounts[at]]
        end, period = _period_after(text, amounts[at].end)
        at += 1
        while at < len(amounts) and _joins(text, end, chain[-1], amounts[at]):
            chain.append(amounts[at])
            end, later = _period_after(text, amounts[at].end)
            period = later or period
            at += 1
        if not any(a.sign or a.code or a.has_k for a in chain):
            continue
        values = [a.value for a in chain]
        # "$95 - $130k" and "35/40K": the thousands are said once.
        if chain[-1].has_k:
            values = [v * 1000 if v < 1000 else v for v in values]
        currency = _currency(text, chain, end, country)
        attached = period is not None
        period = period or _period_before(text, chain[0].start)
        if period is None and min(values) >= YEARLY_FROM and currency in _COMPARABLE:
            period = "year"
        yield _Candidate(
            min(values),
            max(values),
            chain[0].start,
            end,
            currency,
            period,
            len(chain) > 1,
            attached,
            chain[-1].has_k,
        )


def _joins(text: str, end: int, first: _Amount, second: _Amount) -> bool:
    """Whether two amounts are the ends of one range."""
    gap = text[end : second.start]
    if second.start < end or len(gap) > 40 or not _JOIN.fullmatch(gap):
        return False
    if not (first.sign or first.code or first.has_k or second.sign or second.code):
        return second.has_k
    low, high = first.value, second.value
    if second.has_k and not first.has_k and low < 1000:
        low *= 1000
    return low <= high <= 6 * low


def _period_after(text: str, end: int) -> tuple[int, str | None]:
    match = _PERIOD_AFTER.match(text, end)
    if not match:
        return end, None
    if match["word"]:
        said = match["word"]
        monthly = "month" if said[0] in "sSxX×" else None
        return match.end(), monthly or _period_before(said, len(said))
    return match.end(), match.lastgroup


def _period_before(text: str, start: int) -> str | None:
    """The last period named before an amount, on its line or the heading above it."""
    before = text[max(0, start - 70) : start]
    before = _SENTENCE_END.split(before)[-1]
    found = None
    for match in _PERIOD_BEFORE.finditer(before):
        found = match.lastgroup
    return found or ("year" if re.search(r"p\.a\.$", before) else None)


def _currency(
    text: str, chain: list[_Amount], end: int, country: str | None
) -> str | None:
    for amount in chain:
        if amount.code:
            return amount.code
    sign = next((a.sign for a in chain if a.sign), None)
    if sign is None:
        return None
    if sign in _SIGNS:
        return _SIGNS[sign]
    nearby = _CODE_NEARBY.match(text, end)
    if nearby and not re.search(r"[\d$€£]", nearby[0]):
        return nearby[1]
    place = (country or "").strip().lower().replace("é", "e").replace("-", " ")
    return (_YEN_OF if sign == "¥" else _DOLLAR_OF).get(place)


def _paying(text: str, candidates: list[_Candidate]) -> list[_Candidate]:
    """The candidates that are a pay, the surest first."""
    ranked = []
    for number, candidate in enumerate(candidates):
        if rank := _rank(text, candidate):
            ranked.append((-rank, number, candidate))
    return [candidate for *_, candidate in sorted(ranked, key=lambda r: r[:2])]


def _rank(text: str, found: _Candidate) -> int:
    """How sure it is that a candidate is the pay; 0 when it is not."""
    if found.currency in _COMPARABLE:
        low, high = _PLAUSIBLE[found.period]
        if not low <= found.low <= found.high <= high:
            return 0
    after = re.split(r"[.,;+(\n•|]", text[found.end : found.end + 40], maxsplit=1)[0]
    told = _TELLING.search(after)
    if told and told["other"] and len(after[: told.start()].split()) <= 4:
        return 0
    before = text[max(0, found.start - 90) : found.start]
    before = _SENTENCE_END.split(before)[-1]
    lines = [line for line in before.split("\n") if line.strip()]
    # A heading may stand alone on the line above its amount.
    for line in reversed(lines[-2:]):
        words = list(_TELLING.finditer(line))
        if words:
            if words[-1]["other"] and not (told and told["pay"]):
                return 0
            return 3 + bool(found.period)
    if told and told["pay"]:
        return 3
    if found.is_attached:
        return 4 if found.is_range else 2
    # "100K to millions of rows": a bare "k" is no money.
    is_money = found.currency or re.search("[$€£¥₹]", text[found.start : found.end])
    is_large = (found.is_range or found.has_k) and found.low >= YEARLY_FROM
    return int(bool(is_money) and is_large)
