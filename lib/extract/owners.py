"""Say whose amount it is: the candidate's, the company's or other people's."""

import re

from lib.extract.patterns import any_of, named

# The last of these before an amount says whose it is.
_SUBJECT = re.compile(
    r"(?s:.*)\b(?:"
    + named(
        {
            "candidate": r"""
                you\b | you' | your?\b | candidate | applicant | incumbent | must\b
                requir | minimum | qualif | looking (?:for|to) | search(?:ing)? for
                seek | ideal | someone | individual | hiring | hire\b | recrui | should
                needs?\b | prefer | successful | possess | demonstrat | welcome
                bachelor | degree | experienced | open to
                vous\b | votre\b | tu\b | candidat | profil | justifi | dispos
                expect | recherch | critere | attente | exig | titulaire | possed
                demontr | diplome | bac\b
            """,
            "company": r"""
                we\b | our\b | us\b | company | firm\b | group\b | founded | establish
                has been\b | have been\b | has (?:over|more|nearly) | backed by
                celebrat | brings | bringing | boast | leader\b(?! with)
                for (?:over|more than|nearly|almost|the)\b | for$ | has$ | with its
                its\b | nous\b | notre\b | nos\b | entreprise | societe | groupe\b
                depuis\b | creee?\b | fonde | existe | famil(?:y|iale)
                cabinet\b | acteur
            """,
            "people": r"""
                teams? (?:of|with|who|that) | alongside | mentor | led by | colleagues
                clients? (?:with|who|have) | report(?:s|ing)? (?:in)?to | coach
                , who | led the | managers? who
                equipes? de | encadre par
            """,
        }
    )
    + ")"
)
# "With 25 years of experience, we …", "60 years of experience combined".
_COMPANY_AFTER = re.compile(
    r"[^.\n\x1f;]{0,90}?(?:,\s(?:we\b|our\b|nous\b|notre\b"
    r"|(?!you|the (?:ideal|succ)|candidate)[a-z0-9&' -]{2,40} "
    + any_of(r"""
    is | are | has | have | offers? | provides? | delivers? | est | propose
    accompagne | speciali[sz]\w+
    """)
    + r"\b)|\bcombined\b)"
)
_COMPANY_BEFORE = re.compile(r"\b(?:with|avec|over|forte?|riche)\b")
_STRONG = re.compile(r"\b(?:forte?|riche)s? d")
_PROUD = 10  # years; "fort de 5 ans d'expérience" is the candidate
_CANDIDATE_AFTER = re.compile(r"[^.;\n]{0,90}, (?:you|vous|tu)\b")
# What the amount's own sentence goes on to ask for is the candidate's.
_REQUIRED_AFTER = re.compile(
    r"\b(?:(?:is|are|be|est|sont) (?:an? )?(?:strictly )?"
    + any_of(r"""
    required | mandatory | essential | necessary | needed | must | preferred | desired
    asset | plus | requise?s? | exigee?s? | demandee?s? | souhaite\w* | necessaires?
    """)
    + r"|requise?s?\b|exigee?s?\b|required|preferred)"
)
_TOGETHER_AFTER = re.compile(
    r"[^.;\n]{0,40}?\b(?:collectively|on average|en moyenne|cumulees)"
)
_TOGETHER_BEFORE = re.compile(
    r"\b(?:collective|average(?:s|ing)?|moyenne)\b[^.;\n]{0,30}$"
)
MOST_ASKED = 20  # years; postings that ask for as many name their subject
MOST_EVER = 25  # years; no posting asks for more


def subject(before: str) -> re.Match[str] | None:
    """Match the last word before an amount that names whose it is."""
    return _SUBJECT.match(before[-160:])


def is_asked(after: str) -> bool:
    """Say whether the words behind an amount ask for it: "… is required"."""
    return _REQUIRED_AFTER.search(after[:120]) is not None


def other(before: str, after: str, low: float) -> tuple[str, str] | None:
    """Name the owner of an amount and the words that say so; null: the candidate."""
    if low > MOST_EVER:
        return "company", "more years than a posting asks for"
    if _TOGETHER_AFTER.match(after) or _TOGETHER_BEFORE.search(before[-60:]):
        return "people", "together or on average"
    if ", " in after and _CANDIDATE_AFTER.match(after):
        return None
    if low >= _PROUD and _STRONG.search(before[-40:]):
        return "company", "fort de"
    found = subject(before)
    kind = found.lastgroup if found else None
    if found and kind in ("company", "people") and not is_asked(after):
        return kind, found[kind]
    if found:
        return None
    if before.endswith(" has "):
        return "company", "has"
    if _COMPANY_BEFORE.search(before) and _COMPANY_AFTER.match(after):
        return "company", "with …, we"
    if low >= MOST_ASKED:
        return "company", "more years than a posting asks for"
    return None
