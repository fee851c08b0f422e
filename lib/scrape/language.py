"""Tell the language of a description by its most common small words."""

import re
from collections import Counter

_WORDS = re.compile(r"[a-zà-öø-ÿœ']+")
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
    "da": "og det vi til med som af på du er den har vores",
    "sv": "och att vi med som av på du är för har vår ett",
}
_LANGUAGES: dict[str, list[str]] = {}
for _name, _words in _SMALL_WORDS.items():
    for _word in _words.split():
        _LANGUAGES.setdefault(_word, []).append(_name)
_ENOUGH = 8  # small words that make a text long enough to tell
_READ = 6000  # characters


def guess(text: str | None, page_language: str | None = None) -> str | None:
    """The language code of a text (`en`, `fr`, …), None when it cannot be told.

    The language of the page around it decides only about a text of a few words that
    speaks for it and for no other.
    """
    if not text:
        return None
    counts: Counter[str] = Counter()
    for word in _WORDS.findall(text[:_READ].lower().replace("’", "'")):
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
