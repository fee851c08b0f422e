"""Find the heading an amount stands under: wishes, needs, the offer, the company.

A heading is a line of its own ("Preferred qualifications"), the begin of a line with a
colon ("Nice to have: …"), or, where line breaks were lost, a capitalised phrase.
"""

import re

from lib.extract.patterns import UP_TO_2_WORDS, any_of

REACH = 3000  # characters back; a section is no longer
LONG = 150  # characters; a longer line may hold headings whose line breaks were lost

_SKILLS = any_of("""
    skills | qualifications | experience | requirements | competences | atouts?
    formations?
""")
_WISHED = any_of("""
    preferred | desired | souhaitee?s? | appreciee?s | nice to have
""")
_DESIRED = "(?:preferred|desired|desirable)"
_QUALIFIED = "(?:qualif|skill|experience|requirement|criteria|attribut)"
_WISHES = any_of(rf"""
    preferred(?! (?:candidate|profile)) | desired | desirable | optional | advantageous
    (?!required|minimum|basic)(?:[a-z]+ ){{1,2}}{_DESIRED} {_QUALIFIED}
    nice[- ]to[- ]haves? | nice if | good to have | great to have | assets?\b
    bonus(?: points)? | pluses | plus points | extra credit | extras\b | even better
    what (?:will|would|might) (?:set you apart|make you stand) | stand out
    it's a plus | it would be | would be nice | you (?:may|might) also have
    what we'd love
    {_SKILLS}[a-z &,/]{{0,24}} \(?{_WISHED}
    atouts?\b | les plus\b | (?:serait )?un plus\b | souhaitable | souhaitee?s?\b
    (?:strong |ideal )?(?:candidates?|applicants?) may also
""")
_BASIC = any_of("""
    minimum | basic | required | mandatory | essential | key | core | technical | job
    position | role | general | must | other | knowledge
""")
_ASKED = any_of(r"""
    qualifications? | requirements? | skills? | experience | criteria | competenc\w+
    haves? | education | abilities
""")
_SEEK = r"(?:recherch|attend|cherch|avez|etes|es\b|as\b)"
_NEEDS = any_of(rf"""
    {_BASIC}[ -,]+{UP_TO_2_WORDS}{_ASKED}
    requirements? | qualifications? | required | must[- ]haves? | essential | minimum
    what you(?:'ll| will)? (?:bring|need|have)
    what (?:we|we're|we are|it takes)\b(?: look\w*)?(?! (?:offer|do\b))
    who (?:you are|we) | about you | you (?:have|are|bring) | we're looking
    your (?:profile|experience|background|skills|qualif)
    to (?:qualify|be success|succeed) | skills | experience | work experience
    education | credentials | selection criteria | eligibility | person spec
    (?:preferred )?candidate | the (?:ideal )?(?:candidate|person) | preferred profile
    competences? | exigences? | exigee?s? | profil\b | (?:votre|ton|le) profil
    pre-?requis | formation | diplome | criteres | conditions (?:requises|d'acces)
    ce (?:que|qu') ?(?:nous|tu|vous|on|l'on) ?{_SEEK}
    vous (?:etes|avez) | qui (?:etes-|es-)
""")
_OFFER = any_of(r"""
    what we (?:offer|provide) | we (?:can )?offer | (?:our )?benefits | perks | salary
    compensation
    why (?:join|work|us) | what's in it | what you'll get | conditions | offre | pay\b
    (?:nos |les |vos )?avantages | nous (?:vous )?(?:offrons|proposons) | remuneration
    ce (?:que|qu') ?(?:nous|on) (?:vous )?(?:offr|propos) | on vous (?:offre|propose)
    pourquoi (?:nous|rejoindre|venir) | salaire
""")
_COMPANY = any_of(r"""
    about (?!you|this|the (?:role|job|position|opportunity|candidate|person))[a-z]
    our (?:company|story)
    company (?:overview|description|profile) | a propos | qui sommes | l'entreprise
    presentation | notre (?:entreprise|histoire)
""")
_DUTIES = any_of(r"""
    (?:key |main |your |core )?(?:responsibilities|duties) | description
    what you(?:'ll| will) (?:do|be) | (?:the|your) role | day[ -]to[ -]day
    essential functions | key accountab
    (?:vos |les )?missions?\b | (?:vos )?responsabilites | taches | fonctions | le poste
""")
_HEADING = re.compile(
    rf"[ *#>\x1f?-]{{0,6}}(?:(?P<wish>{_WISHES})|(?P<need>{_NEEDS})|(?P<offer>{_OFFER})"
    rf"|(?P<company>{_COMPANY})|(?P<duties>{_DUTIES}))"
    r"(?P<rest>[^\n:]{0,60})(?P<colon>\s?:)?"
)
_KINDS = ("wish", "need", "offer", "company", "duties")
_BULLETS = ("-", "*", "\x1f", "o")
# Words of a sentence, not of a heading: "Experience in a call centre".
_PROSE = re.compile(
    r" (?:with|in|to|a|an|is|are|using|dans|en|avec|est|sont|working|as) "
)
# A posting that also lists these means its "competences souhaitees" as wishes.
_FIRM_HEADING = re.compile(
    any_of(r"""
    requises? | exigee?s? | required | minimum | essential | mandatory | basic | must
    requirements
    """)
    + r"\b[^.\n]{0,20}(?::|\n)"
)

# Headings inside a text whose line breaks were lost.
_REQUIREMENT = UP_TO_2_WORDS + "(?:qualification|skill|experience|requirement)"
_QUALIFICATION = "(?:qualification|skill|experience|requirement|attribute|education)"
_PHRASE = re.compile(
    "(?P<wish>"
    + any_of(rf"""
    (?:preferred|desired|desirable) {UP_TO_2_WORDS}{_QUALIFICATION}
    nice[- ]to[- ]have | bonus points | good to have | assets?: | pluses: | atouts? ?:
    preferred: | competences souhaitees
    """)
    + ")|(?P<need>"
    + any_of(rf"""
    (?:minimum|basic|required|mandatory|essential|key|technical) {_REQUIREMENT}
    requirement | qualifications | must haves? | what you need
    what you'll (?:bring|need) | profil recherche | votre profil | exigences
    pre-?requis | experience ?:
    """)
    + ")|(?P<offer>"
    + any_of("what we offer | benefits | perks | avantages | nous offrons")
    + "|compensation)|(?P<company>"
    + any_of("about us | who we are | a propos de nous | qui sommes")
    + ")|(?P<duties>"
    + any_of("responsibilities | duties | vos missions | job description")
    + ")"
)
# What such a heading begins with in the text as it came.
_CAPITAL = re.compile("[PDNBGACMREKTQWVJ]")


def above(text: str, folded: str, start: int, stop: int) -> tuple[str | None, bool]:
    """Find the heading above an offset, looking back no further than `stop`.

    Returns: its kind (wish, need, offer, company, duties) and whether it was found.
    """
    stop = max(stop, start - REACH)
    line = folded.rfind("\n", stop, start) + 1 or stop
    kind = _heading(text, folded, line, start, True)
    if not kind and (start - line > LONG or line == stop > 0):
        kind = _last_phrase(text, folded, max(line, start - 1200), start)
    end = line - 1
    lines = folded[stop : max(stop, end)].split("\n") if not kind else ()
    for piece in reversed(lines):
        line = end - len(piece)
        if 2 < len(piece) < 80 and (piece[0] not in _BULLETS or piece[-1] == ":"):
            kind = _heading(text, folded, line, end, False)
        elif len(piece) > LONG or line == stop > 0:
            kind = _last_phrase(text, folded, max(line, end - 1200), end)
        if kind:
            break
        end = line - 1
    return kind, kind is not None


def _heading(text: str, folded: str, line: int, end: int, own: bool) -> str | None:
    """Read one line as a heading; null when it is none, or speaks for itself only."""
    match = _HEADING.match(folded, line, end)
    if not match:
        return None
    kind = next(kind for kind in _KINDS if match[kind])
    after = folded[match.end() : end].strip(" *")
    if match["colon"]:
        if after and not own:
            return None
    elif own or after or match["rest"].rstrip()[-1:] in (".", ","):
        return None
    elif _PROSE.search(match["rest"] + " ") or len(match["rest"]) > 40:
        return None
    elif kind == "wish" and not _names_wishes(text, match):
        return None
    if kind == "wish" and re.match(
        r".*souhait|desired (?:skill|exp|profile|candidate)", match["wish"]
    ):
        return "wish" if _FIRM_HEADING.search(folded) else "need"
    return kind


def _names_wishes(text: str, match: re.Match[str]) -> bool:
    """Tell "Preferred qualifications" from the end of "is an asset"."""
    capital = text[match.start("wish")].isupper()
    return capital and len(match.group().split()) <= 7


def _last_phrase(text: str, folded: str, left: int, right: int) -> str | None:
    """Find the last capitalised heading inside a text whose line breaks were lost."""
    starts = [match.start() for match in _CAPITAL.finditer(text, left, right)]
    for start in reversed(starts):
        match = _PHRASE.match(folded, start, right)
        if match and not folded.startswith(" in ", match.end()):
            return match.lastgroup
    return None
