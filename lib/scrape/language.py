"""Tell the language of a description: by its script, or its most common small words."""

import re
from collections import Counter

_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
# words that are frequent in their own language and rare in the others
_SMALL_WORDS = {
    "en": "the and of to with for you our we is are will in on as your this be have or",
    "fr": "le la les des et une vous nous votre notre pour dans est avec au aux sur du"
    " sont ou qui être ainsi d'un d'une",
    "de": "der die das und für mit wir sie ist von den im zu ein eine auf bei unsere"
    " ihre oder werden sind",
    "es": "el los las y una con para por del que en su nuestro experiencia es al como"
    " trabajo",
    "pt": "os das dos uma com para por que em não é nosso experiência você ao como na"
    " no da do e",
    "nl": "de het een van en voor met je wij ons bij ben naar aan zijn onze",
    "it": "il di che per con una della del gli le nostro è nel sono e alla",
    # Danish, Norwegian and Swedish share most small words: only each one's own
    "da": "af vores dig blive bliver mulighed arbejde uddannelse kender nogle",
    "no": "vår vårt våre deg bli blir mulighet arbeid utdanning kjenner etter",
    "sv": "och att är för ett från till eller även arbeta inte",
    "fi": "ja että tai sekä olet sinulla meillä kanssa ovat voit työ",
    "pl": "się oraz nie jest dla że lub przez od jako twoje naszym będzie",
    "tr": "ve bir bu için ile olarak olan veya sahip gibi",
}
_LANGUAGES: dict[str, list[str]] = {}
for _name, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_name)
# the letters of languages that no other language here is written in
_SCRIPTS = {
    "ja": re.compile(r"[\u3041-\u30ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "he": re.compile(r"[\u05d0-\u05ea]"),
    "ar": re.compile(r"[\u0621-\u064a]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "th": re.compile(r"[\u0e01-\u0e5b]"),
}
_ANY_SCRIPT = re.compile(r"[\u0370-\u1fff\u3041-\ud7af]")
_OWN_SCRIPT = 0.2  # of the letters: such texts hold many English words
_ENOUGH = 8  # small words that make a text long enough to tell
_READ = 6000  # characters


def guess(text: str | None, page_language: str | None = None) -> str | None:
    """The language code of a text (`en`, `fr`, …), None when it cannot be told.

    The language of the page around it decides only about a text of a few words that
    speaks for it and for no other.
    """
    if not text:
        return None
    read = text[:_READ].lower().replace("’", "'")
    if _ANY_SCRIPT.search(read) and (script := _script(read)):
        return script
    counts: Counter[str] = Counter()
    for word in _WORDS.findall(read):
        for name in _LANGUAGES.get(word, ()):
            counts[name] += 1
    if not counts:
        return None
    (best, hits), *rest = counts.most_common(2)
    second = rest[0][1] if rest else 0
    if hits >= _ENOUGH and hits > 1.25 * second or hits >= 3 and hits > 3 * second:
        return best
    page = (page_language or "")[:2].lower()
    return best if hits > second and best == page else None


def _script(text: str) -> str | None:
    """The language whose own letters a text is written in."""
    for name, own in _SCRIPTS.items():
        found = len(own.findall(text))
        if found and found > _OWN_SCRIPT * sum(map(str.isalpha, text)):
            return name
    return None
