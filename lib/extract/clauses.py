"""Say what an amount of time in a posting is about.

`judge` looks at the sentence an amount stands in and at the heading above it, and gives
the amount a fate. It asks its questions from top to bottom; the first answer counts.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from lib.extract import degrees, not_experience, owners, sentences, wishes
from lib.extract.amounts import Amount
from lib.extract.patterns import EXPERIENCE, any_of

# The fates of experience; every other fate names what an amount is instead.
REQUIRED = "required"
WISHED = "wished"
TYPICAL = "typical"
INSTEAD = "degree_instead"


class Verdict(NamedTuple):
    """What became of an amount: its fate, the words that decided it, its sentence.

    `section` is the kind of heading above it, null when that was not looked for.
    """

    fate: str
    reason: str
    left: int
    right: int
    section: str | None = None


# "3 years … experience", with the trade or the tool between.
_EXPERIENCE_AFTER = re.compile(
    r"['?s)]{0,3}[ \n,:(-]{0,3}(?:(?:minimum|min\.?|or more|ou plus|and above|required|"
    r"requis|total|overall)[ ,]{0,2}){0,2}"
    r"(?:of |in |d['? ]?|de |l')?[a-z0-9 ,&/'+#()\n-]{0,90}?\b" + EXPERIENCE
)
# "Experience in the trade: 3 years".
_EXPERIENCE_BEFORE = re.compile(
    r"(?:experience|exp\b|yoe|expertise|back ?ground)s?\.?[^.;\x1f]{0,90}$"
)
# "You have worked as a baker for 3 years".
_WORKED = re.compile(
    r"(?:\b(?:you|your|must|should|candidate|applicant|vous|avoir|tu)\b"
    r"[^.;\n\x1f]{0,40}?\b|^[ *-]*(?:have |having )?)"
    + any_of(r"""
    been an? | worked | working | served | spent | employed | practi[cs]ed | teaching
    held an? (?!(?:valid|full|clean|licen)) | exerce\w* | travaille\w* | occupe\w*
    evolue\w*
    """)
    + r"[^.;\n\x1f]{0,80}$"
)
# "Vous avez dirigé des équipes pendant 3 ans": any other verb.
_DID_FOR = re.compile(
    r"(?:\byou(?:'ve| have)|\b(?:must|should|candidates?|to) have|\bvous avez|\btu as"
    r"|\bavoir) [^.;\n\x1f]{0,90}\b(?:for|pendant|durant|depuis)(?: a| un)? $"
)
_ONCE = re.compile(r"\b(?:once|when|after|if|with us|apres|quand|lorsque|des que)\b")
# "3 years in a similar role", "3 years as a nurse".
_ROLE_AFTER = re.compile(
    r"['?s)]{0,3}[ ,]{0,2}"
    r"(?:(?:minimum|required|or more|ou plus|preferred|min)[ ,]{0,2})?(?:"
    + any_of(r"""
    in | as | with | within | of | at | on | en | dans | comme | sur | au | chez
    a un | a une | aux | de | d['?]
    """)
    + r"\b|[a-z]{2,}ing\b|"
    + any_of(r"""
    post | pqe | hands | practic | relevant | similar | related | industry
    [a-z]+-level | professional | commercial | direct | proven | solid
    """)
    + ")"
)
# "Confirmé, 3 à 5 ans", "Mid level (3 years)".
_LEVEL_BEFORE = re.compile(
    r"\b"
    + any_of(r"""
    junior | mid | mid[- ]level | intermediate | senior | experienced | confirme
    intermediaire | experimente | expert
    """)
    + r"(?: level| profile?)?[ ,:(-]{1,3}$"
)
_HAVING = re.compile(
    any_of(r"""
    you | you've | have | has | got | avez | as | having | ayant | possess\w* | needs?
    requires? | with | avec | bring | dispos\w+ de | justifi\w+ de
    """)
    + " $"
)
_LABEL_BEFORE = re.compile(r"[a-z0-9+#.)/]\s?[:(-]\s?(?:\(|minimum )?$")
_MARKED_AFTER = re.compile(
    r"[ ,:-]{0,3}\(?(?:is |are |est |sont )?"
    + any_of(r"""
    required | preferred | mandatory | minimum | essential | requis | exige | souhait
    obligatoire | desired
    """)
)
_REQUIRED_AFTER = re.compile(
    r"[^.;]{0,40}\b(?:required|requise?s?|exigee?s?|mandatory)\b"
)
_PARTED_BEFORE = re.compile(r"[/|(] ?$")
_PARTED_AFTER = re.compile(r" ?[/|)]|$")


def judge(
    text: str,
    folded: str,
    amount: Amount,
    heading: Callable[[], str | None],
    floor: int,
) -> Verdict:
    """Read the sentence of one amount; `heading` gives the kind of heading above it.

    `floor` is the end of the amount before, whose words belong to it.
    """
    left, right = sentences.bounds(text, folded, amount.start, amount.end)
    before, after = folded[left : amount.start], folded[amount.end : right]

    def verdict(fate: str, reason: str, section: str | None = None) -> Verdict:
        return Verdict(fate, reason.strip(), left, right, section)

    found = not_experience.right_after(after)
    if found and amount.unit != "label":
        return verdict(found.lastgroup or "", found.group())
    direct = amount.unit == "label" or _EXPERIENCE_AFTER.match(after) is not None
    worked = not direct and _has_worked(before[-130:])
    direct = direct or worked
    found = not_experience.right_before(before, direct)
    if found and not (worked and found.group().startswith(("pendant", "durant"))):
        return verdict(found.lastgroup or "", found.group())
    if not direct and not_experience.is_age(amount.low, amount.high, before):
        return verdict("age", before[-20:])
    owner = None if worked else owners.other(before, after, amount.low)
    if owner:
        return verdict(*owner)
    section = heading()
    if not direct and not _EXPERIENCE_BEFORE.search(before[-110:]):
        found = not_experience.about(before)
        if found:
            return verdict(found.lastgroup or "", found.group())
        if section in ("offer", "company") and not amount.firm:
            return verdict("not_experience", f"under a heading: {section}")
        if folded.endswith("-year", amount.start, amount.end):
            return verdict("not_experience", "of something else: a …-year …")
        if not _soft_sign(before, after, amount, section):
            return verdict("not_experience", "no sign of experience")
    fate, reason = _wish_or_need(
        folded[max(left, floor) : amount.start],
        after,
        amount.low,
        section,
        floor > left,
    )
    return verdict(fate, reason, section)


def _has_worked(before: str) -> bool:
    """Say whether the words before an amount tell what was done for so long."""
    if _WORKED.search(before):
        return True
    did = _DID_FOR.search(before)
    return (
        did is not None
        and not _ONCE.search(before)
        and not not_experience.about(before)
    )


def _soft_sign(before: str, after: str, amount: Amount, section: str | None) -> str:
    """Find a weaker sign that an amount without the word experience is one."""
    role = _ROLE_AFTER.match(after) is not None
    long = amount.unit == "year"
    asked = long and amount.low < 16 and section != "offer"
    found = owners.subject(before)
    if role and (amount.firm or section in ("need", "wish")):
        return "role"
    if role and long and found:
        return "role"
    if degrees.come_with(before) or degrees.comes_after(after):
        return "degree and years"
    if section == "need" and amount.high and not before.strip(" -*o"):
        return "alone on its line"
    if long and amount.high and _PARTED_BEFORE.search(before):
        if _PARTED_AFTER.match(after):
            return "alone between separators"
    if long and _LEVEL_BEFORE.search(before):
        return "level"
    candidate = found is not None and found.lastgroup == "candidate"
    if asked and before.endswith("(") and after.startswith(")"):
        if candidate or section in ("need", "wish"):
            return "in brackets"
    if _MARKED_AFTER.match(after) or (role and owners.is_asked(after)):
        return "marked"
    if asked and not before.endswith("for "):
        if candidate and (amount.firm or _HAVING.search(before)):
            return "the candidate's"
    if role and (wishes.is_marked(after) or wishes.mark(before, "")):
        return "wish"
    if role and asked and not before.strip(" -*o'\""):
        return "opens the line"
    if long and _LABEL_BEFORE.search(before) and (amount.firm or section == "need"):
        return "label"
    if long and section in ("need", "wish"):
        return "section"
    if asked and amount.firm and not before.strip(" -*o'\""):
        return "firm, opens the sentence"
    if long and amount.firm and amount.high is None and amount.low < 16 and role:
        return "firm"
    return ""


def _wish_or_need(
    before: str, after: str, low: float, section: str | None, is_next: bool
) -> tuple[str, str]:
    """Tell a requirement from a wish and from an alternative to a degree."""
    wish = wishes.mark(before, after)
    if wish:
        return WISHED, wish
    if _REQUIRED_AFTER.match(after):
        return REQUIRED, "required"
    if section == "wish":
        return WISHED, "under a heading of wishes"
    replaced = degrees.instead(before, after, is_next) if low else ""
    if replaced:
        return INSTEAD, replaced
    if wishes.is_typical(before):
        return TYPICAL, "typically"
    return REQUIRED, f"heading: {section}" if section else ""
