"""Say what an amount of time in a posting is about.

`judge` looks at the sentence an amount stands in and at the heading above it, and gives
the amount one of the fates below. The tables are read from top to bottom; the first
that fits decides. All patterns match folded text (see `amounts.fold`).
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from lib.extract.amounts import Amount

REQUIRED = "required"
WISHED = "wished"
TYPICAL = "typical"
INSTEAD = "degree_instead"

# What follows the unit: "3 years old", "2-year contract", "4-year degree".
_SKIP = (
    r"(?:(?!of |in |as |with |and |or |d'|de |dans |en |experience|exp\b)[a-z'/]+[ -]+)"
)
_NO_EXPERIENCE = (
    r"(?!(?:[a-z]*[ '/&-](?!(?:and|or|plus|with|et|ou|avec)\b)[a-z]+){0,5}?"
    r"[a-z]*[ '-](?:experience|exp\b))"
)
_AFTER = re.compile(
    r"['s]{0,2}[ -]{0,2}(?:"
    r"(?P<age>old\b|of age\b|(?:and|or) older|revolus|d'age\b|age\b|ans? revolus)"
    r"|(?P<service>(?:of |d'|de )(?:continuous |active )?(?:service(?! (?:exp|ind|man|"
    r"work))"
    r"|employment|tenure|presence|seniority|anciennete dans l'entreprise))"
    r"|(?P<contract>"
    + _SKIP
    + r"{0,2}(?:contract(?!\w| manag| admin| negot| law)|fixed|"
    r"ftc\b|term\b|temporary|probation|internship|placement\b|rotation|assignment|"
    r"appointment|secondment|renewable|agreement|mission|stage\b|cdd\b|maternity|"
    r"engagement|commitment|lease\b|bond\b|initial|extend)" + _NO_EXPERIENCE + r")"
    r"|(?P<study>(?:"
    + _SKIP
    + r"{0,2}(?:degree|diploma|diplome|program|course|college|"
    r"university|apprentice|certificate|certification|bachelor|master|undergraduate|"
    r"curriculum|post-?secondary|training|studies|residency|cycle)"
    r"|(?:of|d'|de|in|en|apres le) ?(?:full-time |related |relevant |accredited )?"
    r"(?:college|university|post-?secondary|study|studies|school|coursework|undergrad|"
    r"etude|formation|apprentissage|ecole|alternance|scolarite|universite|bac\b|"
    r"higher ed|"
    r"education\b|high school|training|vocational|secondary))" + _NO_EXPERIENCE + r")"
    r"|(?P<warranty>(?:[a-z]+ ){0,2}(?:warranty|guarantee|garantie))"
    r"|(?P<window>ago\b|plus tot|earlier|apart|later|from now|in advance|in a row|"
    r"running\b|"
    r"straight|anniversar|remaining|left\b|before|prior to|preceding|following (?:the|"
    r"your))"
    r"|(?P<company>(?:of |d'|de )?(?:in business|in operation|in the making|"
    r"(?:of |d'|de )(?:history|heritage|excellence|tradition|existence|trust|histoire|"
    r"activite|serving|operations?\b|growth|industry leadership|savoir-faire)|strong\b"
    r"|young\b))"
    r"|(?P<benefit>(?:of )?(?:paid|unpaid|parental|maternity|leave|vacation|holiday|"
    r"salary|"
    r"pay\b|bonus|free\b|notice|severance|preavis|de conges|de salaire|vest))"
    r"|(?P<frequency>per (?:year|month|week)|/ ?(?:year|yr|an|month|mois|week|sem)|"
    r"each year|a year\b|par an\b)"
    r")"
)
# What stands right before the amount: "within 2 years", "CDD de 12 mois".
_BEFORE = re.compile(
    r"\b(?:"
    r"(?P<window>(?:with)?in (?:the |a |your )?(?:last|past|previous|next|first|final|"
    r"preceding|prior|most recent)?|(?:last|past|previous|next|coming|preceding|prior|"
    r"following|first|initial|final|every|each|until|after|since|ago|upon)|"
    r"(?:au cours|lors) des|dans les|ces|il y a|apres|au bout de|tous les|toutes les|"
    r"pendant|durant|d'ici|sous|chaque|derniers|dernieres|prochains|premiers)"
    r"|(?P<growth>(?:once you(?: are|'re| have|'ve)?|when you(?: have| reach)|"
    r"as soon as you have|a partir de))"
    r"|(?P<contract>(?:contrat|cdd|stage|alternance|apprentissage|mission|periode|"
    r"internship|interim|essai|remplacement|engagement|contract|duration|duree|length|"
    r"period|term|lasts?|lasting|extended|renewable|renouvelable|initial|probation|"
    r"commitment|commit|stay|placement|assignment|bond|position|poste|temps plein)"
    r"(?: h/f| period| length| minimale| totale| term| to stay| prevue)?"
    r"\s?(?::|\(|-|,| de| d'| of| is| for| to| en)*(?: une duree de)?)"
    r"|(?P<study>(?:formation|etudes|bac|diplome|degree|program|programme|course)"
    r" (?:de|d'|en|of|sur|lasting))"
    r"|(?P<age>(?:(?:older|younger|not over) than|aged?|age of|agee?s?(?: de)?|ages|"
    r"enfants?(?: de)?|"
    r"children(?: from)?|"
    r"toddlers?|infants?))"
    r"|(?P<warranty>(?:warranty|guarantee|garantie)(?: of| de)?)"
    r"|(?P<company>(?:founded|established|celebrating|depuis plus de|existe depuis))"
    r"|(?P<benefit>(?:anciennete|prime|vests? over|vesting|vested))"
    r")(?: de| d'| the| a| an| plus)?[ :(]{0,2}$"
)
# Signs anywhere in the sentence before the amount that it is no experience.
_ABOUT = re.compile(
    r"(?P<licence>licen[cs]e|permis\b|driving record|driving history|abstract|"
    r"clean record|"
    r"convict|criminal|misdemeanor|felony|dui\b|accident)"
    r"|(?P<address>address|resident|residen[ct]|lived in|domicil|passport|visa\b|"
    r"citizen|"
    r"work permit|work authori|security clearance|dbs\b|background check|"
    r"titre de sejour)"
    r"|(?P<study>graduated|completion of|completed|enrol|pursuing|credits|coursework|"
    r"high school|etudiant|student)"
    r"|(?P<contract>contract|duration|\bduree|fixed[- ]term|\bcdd\b|temporary|"
    r"\bstage\b|"
    r"probation|alternance)"
    r"|(?P<warranty>warrant|garanti)"
    r"|(?P<benefit>bonus|salary|vest\b|vesting|accru|vacation|pension|prime|conges|"
    r"eligible "
    r"(?:for|after)|entitle|leave\b|sabbatical|increase)"
    r"|(?P<growth>you (?:will|can|could|may)(?! (?:likely|have|need|bring|also have|"
    r"possess))|you'll (?!have|need|bring)|career (?:path|progress)|progress|promot|"
    r"evolu|become|grow into|within)"
)
_EXPERIENCE = (
    r"(?:experience|exp\b|expertise|back ?ground|track record|pqe\b|post[- ]qualif|"
    r"pratique\b|practice\b|seniority|metier)"
)
_EXPERIENCE_AFTER = re.compile(
    r"['?s)]{0,3}[ \n,:(-]{0,3}(?:(?:minimum|min\.?|or more|ou plus|and above|required|"
    r"requis|total|overall)[ ,]{0,2}){0,2}"
    r"(?:of |in |d['? ]?|de |l')?[a-z0-9 ,&/'+#()\n-]{0,90}?\b" + _EXPERIENCE
)
_EXPERIENCE_BEFORE = re.compile(
    r"(?:experience|exp\b|yoe|expertise|back ?ground)s?\.?[^.;\x1f]{0,90}$"
)
_ROLE_AFTER = re.compile(
    r"['?s)]{0,3}[ ,]{0,2}(?:(?:minimum|required|or more|ou plus|preferred|"
    r"min)[ ,]{0,2})?"
    r"(?:(?:in|as|with|within|of|at|on|en|dans|comme|sur|au|chez|a un|a une|aux|de|"
    r"d['?])"
    r"\b|[a-z]{2,}ing\b|post|pqe|hands|practic|relevant|similar|related|industry|"
    r"[a-z]+-"
    r"level|professional|commercial|direct|proven|solid)"
)
_LABEL_BEFORE = re.compile(r"[a-z0-9+#.)/]\s?[:(-]\s?(?:\(|minimum )?$")
_MARKED_AFTER = re.compile(
    r"[ ,:-]{0,3}\(?(?:is |are |est |sont )?(?:required|preferred|mandatory|minimum|"
    r"essential|"
    r"requis|exige|souhait|obligatoire|desired)"
)

_REQUIRED_AFTER = re.compile(
    r"\b(?:(?:is|are|be|est|sont) (?:an? )?(?:strictly )?(?:required|mandatory|"
    r"essential|"
    r"necessary|needed|must|preferred|desired|asset|plus|requise?s?|exigee?s?|"
    r"demandee?s?|"
    r"souhaite\w*|necessaires?)|requise?s?\b|exigee?s?\b|required|preferred)"
)
_WORKED = re.compile(
    r"(?:(?:you|your|must|should|candidate|applicant|vous|avoir|"
    r"tu)\b[^.;\n\x1f]{0,40}?\b|"
    r"^[ *-]*(?:have |having )?)(?:been an? |worked|working|served|spent|employed|"
    r"held an? (?!(?:valid|full|clean|licen))|practi[cs]ed|teaching|exerce\w*|"
    r"travaille\w*|"
    r"occupe\w*|evolue\w*)[^.;\n\x1f]{0,80}$"
)
_HAVING = re.compile(
    r"(?:you|you've|have|has|got|avez|as|having|ayant|possess\w*|needs?|requires?|"
    r"with|avec|"
    r"bring|dispos\w+ de|justifi\w+ de) $"
)

# Whose amount is it? The last of these before the amount says so.
_SUBJECT = re.compile(
    r"\b(?:(?P<candidate>you\b|you'|your?\b|candidate|applicant|incumbent|must\b|"
    r"requir|"
    r"minimum|qualif|looking (?:for|to)|search(?:ing)? for|seek|ideal|someone|"
    r"individual|"
    r"hiring|hire\b|recrui|should|needs?\b|prefer|vous\b|votre\b|candidat|profil|"
    r"justifi|"
    r"dispos|recherch|exig|tu\b|titulaire|possed|demontr|successful|"
    r"possess|demonstrat|welcome|bachelor|degree|diplome|bac\b|experienced|open to)"
    r"|(?P<company>we\b|our\b|us\b|company|firm\b|group\b|founded|establish|"
    r"has been\b|have been\b|has (?:over|more|nearly)|backed by|celebrat|brings|"
    r"bringing|for "
    r"(?:over|more than|nearly|almost|the)\b|boast|nous\b|notre\b|nos\b|"
    r"entreprise|societe|groupe\b|forte? d|depuis\b|creee?\b|fonde|existe|"
    r"leader\b(?! with)|famil(?:y|iale)|cabinet\b|acteur|for$|has$|with its|its\b)"
    r"|(?P<people>teams? (?:of|with|who|that)|alongside|mentor|led by|colleagues|"
    r"clients? "
    r"(?:with|who|have)|equipes? de|encadre par|reporting to|report to|coach))"
)
_COMPANY_AFTER = re.compile(
    r"[^.\n\x1f;]{0,90}?(?:,\s(?:we\b|our\b|nous\b|notre\b|(?!you|the (?:ideal|succ)|"
    r"candidate)[a-z0-9&' -]{2,40} (?:is|are|has|have|offers?|provides?|delivers?|est|"
    r"propose|accompagne|speciali[sz]\w+)\b)|\bcombined\b)"
)

# Wishes.
_WISH = (
    r"(?:preferred|prefered|preferable|preferably|desired|desirable|desireable|"
    r"(?:an |is |considered |strong |definite |great |big |huge |real )*(?:an? )?"
    r"(?:asset|plus(?! d)|advantage|bonus)\b|nice[- ]to[- ]have|advantageous|optional|"
    r"beneficial|helpful|a must-?have not|would be (?:great|ideal|nice|good)|"
    r"is (?:ideal|welcome|valued|appreciated)|strongly encouraged|good to have|"
    r"not required|"
    r"not (?:a )?(?:must|mandatory|necessary|essential)|"
    r"souhaitee?s?|souhaitable|apprecie\w*|un atout|des atouts|un plus|un avantage|"
    r"valorise\w*|preferable|serai(?:en)?t ideale?s?|facultati\w+|privilegie\w*|"
    r"bienvenue)"
)
# A piece of every mark above.
_WISH_SIGNS = (
    *(
        "prefer",
        "desir",
        "asset",
        " plus",
        "advant",
        "bonus",
        "nice",
        "option",
        "benefici",
    ),
    *(
        "helpful",
        "great",
        "ideal",
        "good",
        "welcome",
        "appreci",
        "valu",
        "encourag",
        "not ",
    ),
    *(
        "souhait",
        "atout",
        "avantage",
        "valoris",
        "facult",
        "privileg",
        "bienvenu",
        "serai",
    ),
)
_WISH_AFTER = re.compile(
    _WISH + r"(?!\s?(?:in|en|with|dans|within|from|qualif|skills|requirements)\b"
    r"|\s?(?:\([^()]{0,30}\))?\s?:)"
)
_WISH_BEFORE = re.compile(
    r"(?:\b(?:(?:would|will) be (?:great|nice|ideal|good|helpful)|preferabl[ey]|"
    r"ideally|idealement|de preference|preference (?:is |will be )?"
    r"(?:given )?(?:to|for)|preferentiellement|(?:we|we'd|would) (?:prefer|love|like)|"
    r"bonus(?: points)?|a plus|nice[- ]to[- ]have|preferred|desired|desirable|"
    r"souhaitee?s?|"
    r"prefer(?:red)? candidates?|optional(?:ly)?|un plus|un atout|asset)\b)"
    r"(?! (?:and|et|or|but|,))(?:(?<=ideally),|(?<=preferably),|"
    r"(?<=idealement),)?(?:(?! (?:degree|bachelor|master|phd|"
    r"diplom))[^.,;\n\x1f()]){0,60}$"
)
_ELLIPSIS = re.compile(
    r"[^.\n\x1f]{0,60}?(?:[,(;-]|\band\b|\bbut\b|\bet\b)\s?(?:preferably |ideally |"
    r"idealement )?"
    r"(?P<low>[0-9]{1,2})\s?\+?\s?(?:years?|yrs?|ans)?\s?(?:or more |is |are |"
    r"strongly |"
    r"highly )*(?:preferred|desired|desirable|ideal\b|an asset|a plus|souhait)"
)
_TYPICAL = re.compile(
    r"(?:typically|likely|usually|generally|generalement|probably)[^.;\n\x1f]{0,60}$"
)

# Degrees.
DEGREE = (
    r"\b(?:degree|bachelor\S*|master'?s?\b|ph\.?d\b|doctora\w+|diplom\w+|b\.?sc?\b|"
    r"m\.?sc?\b|b\.?a\b|mba\b|dec\b|dep\b|bac\b|baccalaureat|licence en|maitrise en|"
    r"ged\b|"
    r"high school|college|university|associate'?s?|bts\b|dut\b|graduate|apprenticeship|"
    r"ca\b|cap\b|cpa\b|certificat\w*|bac ?\+ ?[0-9]|ingenieur|secondary|equivalence)"
)
_DEGREE_OR = re.compile(
    DEGREE
    + r"[^.\n\x1f]{0,110}?[ ,/(;](?:or|ou)(?: else| alternatively| alternativement)?,? "
    r"(?:(?:have|has|possess|with|a|an|the|equivalent|equivalente?|related|relevant|"
    r"comparable|combined|professional|work|working|practical|hands-on|experience|"
    r"experiences?|of|de|d'une|d'|une|un|avoir|justifi\w+|posseder|disposer|"
    r"[(:])[ ,]{0,2}){0,6}$"
)
_OR_DEGREE = re.compile(
    r"(?:(?!" + DEGREE + r")[^.;\n\x1f]){0,90}?[ ,](?:or|ou) "
    r"(?:you(?:'re| are| might be| may be) )?(?:an? |un |une |the |d'une? )?"
    r"(?:(?:completed|recent|new|equivalent|related|relevant|university|college|"
    r"recognized|"
    r"technical|"
    r"accredited) ){0,3}"
    + DEGREE
    + r"(?![^.;\n\x1f]{0,70}(?:[0-9]|(?<!no )experience|years|"
    r"combination|equivalent))"
)
_IN_LIEU = re.compile(
    r"[^.;\n\x1f]{0,80}?(?:in lieu of|instead of|in place of|substitut\w+ for|"
    r"en lieu et "
    r"place|a la place d)[^.;\n\x1f]{0,30}" + DEGREE
)

_WISHES = (
    r"(?:preferred|desired|desirable|additional desired|bonus(?: points)?|"
    r"nice[- ]to[- ]haves?"
    r"|nice if|good to have|great to have|assets?\b|pluses|plus points|extra credit|"
    r"optional|"
    r"advantageous|what (?:will|would|might) (?:set you apart|make you stand)|"
    r"stand out|"
    r"even better|it's a plus|it would be|would be nice|you (?:may|might) also have|"
    r"(?:skills|qualifications|experience|requirements|competences|atouts?|formations?)"
    r"[a-z &,/]{0,24} \(?(?:preferred|desired|souhaitee?s?|appreciee?s|nice to have)|"
    r"atouts?\b|les plus\b|(?:serait )?un plus\b|souhaitable|souhaitee?s?\b|"
    r"profil ideal|what we'd love|extras\b)"
)
_NEEDS = (
    r"(?:(?:minimum|basic|required|mandatory|essential|key|core|technical|job|"
    r"position|role|"
    r"general|must|other|knowledge)[ -,]+(?:[a-z]+ ){0,2}(?:qualifications?|"
    r"requirements?|"
    r"skills?|experience|criteria|competenc\w+|haves?|education|abilities)|"
    r"requirements?|"
    r"qualifications?|required|must[- ]haves?|what you(?:'ll| will)? (?:bring|need|"
    r"have)|"
    r"what (?:we|we're|we are|it takes)\b(?: look\w*)?(?! (?:offer|do\b))|"
    r"who (?:you are|we)|"
    r"about you|your (?:profile|experience|background|skills|qualif)|you (?:have|are|"
    r"bring)|"
    r"to (?:qualify|be success|succeed)|skills|experience|work experience|education|"
    r"credentials|competences?|exigences?|exigee?s?|profil\b|(?:votre|ton|le) profil|"
    r"pre-?requis|formation|diplome|criteres|we're looking|selection criteria|"
    r"eligibility|"
    r"person spec|candidate|the (?:ideal )?(?:candidate|person)|ce que (?:nous|tu|"
    r"vous)|"
    r"vous (?:etes|avez)|essential|minimum)"
)
_OTHERS = (
    r"|(?P<offer>what we (?:offer|provide)|we offer|benefits|perks|compensation|"
    r"why (?:join|"
    r"work|us)|avantages|nous offrons|ce que nous offrons|on vous offre|remuneration|"
    r"salary|"
    r"salaire|what's in it|what you'll get|conditions|offre|pay\b)"
    r"|(?P<company>about (?:us|the (?:company|team)|our)|our (?:company|story)|"
    r"company (?:overview|description|profile)|a propos|qui sommes|l'entreprise|"
    r"presentation|notre (?:entreprise|histoire))"
    r"|(?P<duties>(?:key |main |your |core )?(?:responsibilities|duties)|"
    r"what you(?:'ll| will)"
    r" (?:do|be)|(?:the|your) role|(?:vos |les )?missions?\b|(?:vos )?responsabilites|"
    r"taches|"
    r"fonctions|description|day[ -]to[ -]day|essential functions|key accountab|"
    r"le poste)"
)
_HEADING = re.compile(
    r"[ *#>\x1f?-]{0,6}(?:(?P<wish>"
    + _WISHES
    + r")|(?P<need>"
    + _NEEDS
    + r")"
    + _OTHERS
    + r")(?P<rest>[^\n:]{0,60})(?P<colon>\s?:)?"
)
_PHRASE = re.compile(
    r"(?P<wish>(?:preferred|desired|desirable) (?:[a-z]+ ){0,2}(?:qualification|skill|"
    r"experience|requirement|attribute|education)|nice[- ]to[- ]have|bonus points|"
    r"good to have|assets?:|pluses:|atouts? ?:|preferred:|competences souhaitees)"
    r"|(?P<need>(?:minimum|basic|required|mandatory|essential|key|technical) "
    r"(?:[a-z]+ ){0,2}(?:qualification|skill|experience|requirement)|requirement|"
    r"qualifications|must haves?|what you need|what you'll (?:bring|need)|"
    r"profil recherche|votre profil|exigences|pre-?requis|experience ?:)"
    r"|(?P<offer>what we offer|benefits|perks|avantages|nous offrons|compensation)"
    r"|(?P<company>about us|who we are|a propos de nous|qui sommes)"
    r"|(?P<duties>responsibilities|duties|vos missions|job description)"
)
# A piece of every phrase above: looking for these first is cheap.
_PHRASE_SIGNS = (
    *(
        "qualif",
        "requirement",
        "skill",
        "experience",
        "to have",
        "bonus p",
        "assets",
        "perks",
    ),
    *(
        "attribute",
        "education",
        "pluses",
        "atout",
        "preferred:",
        "competences s",
        "must have",
    ),
    *(
        "what ",
        "profil",
        "exigence",
        "requis",
        "benefits",
        "avantages",
        "nous offr",
        "duties",
    ),
    *(
        "compensation",
        "about us",
        "who we",
        "a propos d",
        "qui somm",
        "responsib",
        "missions",
    ),
    "job desc",
)
_PROSE = re.compile(
    r" (?:with|in|to|a|an|is|are|using|dans|en|avec|est|sont|working|as) "
)
_FIRM_HEADING = re.compile(
    r"(?:requises?|exigee?s?|required|minimum|essential|mandatory|basic|must|"
    r"requirements)\b"
    r"[^.\n]{0,20}(?::|\n)"
)


_BULLETS = ("-", "*", "\x1f", "o")


def section_of(
    text: str, folded: str, start: int, stop: int
) -> tuple[str | None, bool]:
    """Find the heading above an offset, looking back no further than `stop`.

    Returns: its kind (wish, need, offer, company, duties) and whether it was found.
    """
    stop = max(stop, start - 3000)
    end, own = start, True
    while end > stop:
        line = folded.rfind("\n", stop, end) + 1 or stop
        bullet = folded[line : line + 1] in _BULLETS and folded[end - 1] != ":"
        if own or (2 < end - line < 80 and not bullet):
            kind = _heading(text, folded, line, end, own)
            if kind:
                return kind, True
        if end - line > 150:
            kind = _last_phrase(text, folded, max(line, end - 1200), end)
            if kind:
                return kind, True
        end, own = line - 1, False
    return None, False


def _last_phrase(text: str, folded: str, left: int, right: int) -> str | None:
    """Find the last capitalised heading inside a text whose line breaks were lost."""
    last, kind = -1, None
    for sign in _PHRASE_SIGNS:
        at = folded.rfind(sign, max(left, last), right)
        while at >= 0:
            match = _PHRASE.search(folded, max(left, at - 28), min(right, at + 20))
            if match and match.start() <= at and text[match.start()].isupper():
                if match.start() > last and not folded.startswith(" in ", match.end()):
                    last, kind = match.start(), match.lastgroup
                break
            at = folded.rfind(sign, max(left, at - 300), at)
    return kind


def _heading(text: str, folded: str, line: int, end: int, own: bool) -> str | None:
    """Read one line as a heading; null when it is none, or speaks for itself only."""
    match = _HEADING.match(folded, line, end)
    if not match:
        return None
    kind = match["wish"] and "wish"
    for name in ("need", "offer", "company", "duties"):
        kind = kind or (match[name] and name)
    after = folded[match.end() : end].strip(" *")
    if match["colon"]:
        if after and not own:
            return None
    elif own or after or match["rest"].rstrip()[-1:] in (".", ","):
        return None
    elif _PROSE.search(match["rest"] + " ") or len(match["rest"]) > 40:
        return None
    elif kind == "wish" and not _names_wishes(text, folded, match):
        return None
    if kind == "wish" and re.match(r".*souhait|desired (?:skill|exp)", match["wish"]):
        return "wish" if _FIRM_HEADING.search(folded) else "need"
    return kind


def _names_wishes(text: str, folded: str, match: re.Match[str]) -> bool:
    """Tell "Preferred qualifications" from the end of "is an asset"."""
    capital = text[match.start("wish")].isupper()
    return capital and len(match.group().split()) <= 7


_ENDS = re.compile(
    r"[\n\x1f;!?. ](?:(?<=[\n\x1f;!?])|(?<=\.)(?=[\s\x1fa-z]|$)|(?<= )[*|-] )"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:min|max|yrs?|exp|e\.g|i\.e|approx|etc|no|inc|sr|jr|st|vs|mr|ms|dr|b|m|"
    r"ph)|"
    r"\b[a-z]\.[a-z])$"
)


# A heading glued to the word before it by a lost line break.
_GLUED = re.compile(
    r"[PDNBRMQWESAC](?<=[a-z)0-9][A-Z])(?:(?<=P)(?:referred|rofil)|(?<=D)esired|(?<=N)ice|"
    r"(?<=B)(?:onus|enefits)|(?<=R)equire(?:d|ment)|(?<=M)(?:ust|inimum)|"
    r"(?<=Q)ualification|(?<=W)hat|(?<=E)ducation|(?<=S)(?:kills|ouhait)|(?<=A)tout|"
    r"(?<=C)omp\u00e9tence)[a-z :]"
)


def sentence(text: str, folded: str, start: int, end: int) -> tuple[int, int]:
    """Give the bounds of the sentence around a span, at most 200 characters a side."""
    left = max(0, start - 200)
    line = folded.rfind("\n", left, start)
    if line >= 0:
        found = _ENDS.match(folded, line)
        if found and _is_end(text, folded, found):
            left = line + 1
    for match in _ENDS.finditer(folded, left, start):
        if _is_end(text, folded, match):
            left = match.end()
    for glued in _GLUED.finditer(text, left, start):
        left = glued.start()
    right = min(len(folded), end + 200)
    glued = _GLUED.search(text, end, right)
    if glued:
        right = glued.start()
    for match in _ENDS.finditer(folded, end, right):
        if _is_end(text, folded, match):
            right = match.start()
            break
    return left, right


def _is_end(text: str, folded: str, match: re.Match[str]) -> bool:
    """Say whether a mark ends a sentence: not a soft line break, not "min."."""
    at = match.start()
    sign = folded[at]
    if sign == "?":
        return not (folded[at - 1 : at].isalpha() and folded[at + 1 : at + 2].isalpha())
    if sign == "\n":
        after = text[at + 1 : at + 4].lstrip(" ")[:1]
        before = folded[max(0, at - 3) : at].rstrip(" ")[-1:]
        return not (after.islower() and before not in (".", ":", "\n", ""))
    if sign == ";":
        return not folded.startswith((" or ", " ou "), at + 1)
    if sign == " ":
        return not folded.startswith(_MARKS, match.end())
    if sign == ".":
        after = text[at + 1 : at + 3].strip()[:1]
        if _ABBREVIATION.search(folded, max(0, at - 7), at):
            return False
        return not after.islower()
    return True


# After a dash these still speak of the amount before it: "2 years - required".
_MARKS = (
    "requi",
    "prefer",
    "souhait",
    "exig",
    "indisp",
    "experience",
    "minimum",
    "mandat",
)


class Verdict(NamedTuple):
    """What became of an amount: its fate, the words that decided it, its sentence.

    `section` is the kind of heading above it, null when that was not looked for.
    """

    fate: str
    reason: str
    left: int
    right: int
    section: str | None = None


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
    left, right = sentence(text, folded, amount.start, amount.end)
    before, after = folded[left : amount.start], folded[amount.end : right]

    def verdict(fate: str, reason: str) -> Verdict:
        return Verdict(fate, reason.strip(), left, right)

    found = _AFTER.match(after)
    if found and amount.unit != "label":
        return verdict(found.lastgroup or "", found.group())
    direct = amount.unit == "label" or _EXPERIENCE_AFTER.match(after) is not None
    worked = not direct and _WORKED.search(before[-130:]) is not None
    direct = direct or worked
    found = _BEFORE.search(before[-60:])
    if found and not (
        direct and found.lastgroup in ("contract", "study", "benefit", "company")
    ):
        if not (
            direct and "window" == found.lastgroup and found.group().strip() in ("in",)
        ):
            return verdict(found.lastgroup or "", found.group())
    if 14 <= amount.low <= 26 and not direct and not amount.high:
        if re.search(
            r"(?:be|have|avoir|age|etre|\+ de|de|:)\s?$|^$", before.strip()[-12:]
        ):
            return verdict("age", before[-20:])
    strong = direct or _EXPERIENCE_BEFORE.search(before[-110:]) is not None
    owner = None if worked else _owner(before, after, amount)
    if owner:
        return verdict(*owner)
    section = heading()
    if not strong:
        found = None
        for hit in _ABOUT.finditer(before[-130:]):
            found = hit
        if found and found.lastgroup:
            return verdict(found.lastgroup, found.group())
        if section in ("offer", "company") and not amount.firm:
            return verdict("not_experience", f"under a heading: {section}")
        sign = _soft_sign(before, after, amount, section)
        if not sign:
            return verdict("not_experience", "no sign of experience")
    return _wish_or_need(folded, amount, section, left, right, floor)


def _owner(before: str, after: str, amount: Amount) -> tuple[str, str] | None:
    """Say whether an amount is the company's or other people's, not the candidate's."""
    subject = None
    for hit in _SUBJECT.finditer(before[-160:]):
        subject = hit
    kind = subject.lastgroup if subject else None
    if re.match(r"[^.;\n]{0,80}, (?:you|vous|tu)\b", after):
        return None
    if kind in ("company", "people") and not _REQUIRED_AFTER.search(after[:120]):
        return kind, subject.group() if subject else ""
    if kind is None and before.endswith(" has "):
        return "company", "has"
    if kind is None:
        if _COMPANY_AFTER.match(after) and re.search(
            r"\b(?:with|avec|over|forte?|riche)\b", before
        ):
            return "company", "with …, we"
        if amount.low >= 20:
            return "company", "more years than a posting asks for"
    return None


def _soft_sign(before: str, after: str, amount: Amount, section: str | None) -> str:
    """Find a weaker sign that an amount without the word experience is one."""
    role = _ROLE_AFTER.match(after)
    long = amount.unit == "year"
    if role and (amount.firm or section in ("need", "wish")):
        return "role"
    if role and _SUBJECT.search(before) and long:
        return "role"
    if re.search(DEGREE + r"[^.;:]{0,40}(?:with|and|plus|\+|et|avec) $", before):
        return "degree and years"
    if section == "need" and amount.high and not before.strip(" -*o"):
        return "alone on its line"
    if long and amount.high and re.search(r"[/|(] ?$", before):
        if re.match(r" ?[/|)]|$", after):
            return "alone between separators"
    if _MARKED_AFTER.match(after) or (role and _REQUIRED_AFTER.search(after[:120])):
        return "marked"
    if long and amount.low < 16 and section != "offer" and not before.endswith("for "):
        found = None
        for hit in _SUBJECT.finditer(before):
            found = hit
        candidate = found is not None and found.lastgroup == "candidate"
        if candidate and (amount.firm or _HAVING.search(before)):
            return "the candidate's"
    if role and _WISH_AFTER.search(after[:120]):
        return "wish"
    if role and long and amount.low < 16 and section != "offer":
        if not before.strip(" -*o'\""):
            return "opens the line"
    if long and _LABEL_BEFORE.search(before) and (amount.firm or section == "need"):
        return "label"
    if long and section in ("need", "wish"):
        return "section"
    if long and amount.firm and amount.high is None and amount.low < 16 and role:
        return "firm"
    return ""


def _wish_or_need(
    folded: str,
    amount: Amount,
    section: str | None,
    left: int,
    right: int,
    floor: int,
) -> Verdict:
    """Tell a requirement from a wish and from an alternative to a degree."""
    before = folded[max(left, floor) : amount.start]
    after = folded[amount.end : right]

    def make(fate: str, reason: str) -> Verdict:
        return Verdict(fate, reason.strip(), left, right, section)

    wish = _wish_mark(before, after)
    if wish:
        return make(WISHED, wish)
    if re.match(r"[^.;]{0,40}\b(?:required|requise?s?|exigee?s?|mandatory)\b", after):
        return make(REQUIRED, "required")
    if section == "wish":
        return make(WISHED, "under a heading of wishes")
    choice = (" or ", " ou ", "/", "(")
    found = any(word in before for word in choice) and _DEGREE_OR.search(before[-200:])
    if not found and (" or " in after or " ou " in after):
        found = _OR_DEGREE.match(after)
    if not found and any(
        word in after for word in ("lieu", "stead", "place", "substit")
    ):
        found = _IN_LIEU.match(after)
    if found:
        return make(INSTEAD, found.group())
    if _TYPICAL.search(before):
        return make(TYPICAL, "typically")
    return make(REQUIRED, f"heading: {section}" if section else "")


def _wish_mark(before: str, after: str) -> str:
    """Find the mark that makes an amount a wish, none that belongs to a neighbour."""
    found = _WISH_BEFORE.search(before[-110:])
    if found:
        return found.group()
    cut = re.search(
        r"[0-9]\+? ?(?:to |-|a )?[0-9]* ?(?:year|yr|ans\b|mois|month)", after
    )
    near = after[: min(cut.start() if cut else 170, 170)]
    if not any(sign in near for sign in _WISH_SIGNS):
        return ""
    found = _WISH_AFTER.search(near)
    if not found:
        return ""
    between = after[: found.start()]
    if re.search(r"\b(?:required|requise?|exigee?|mandatory|minimum)\b", between):
        return ""
    if between.count("(") > between.count(")"):
        return found.group() if not between[between.rfind("(") + 1 :].strip() else ""
    piece = between[max(between.rfind(","), between.rfind(" - ")) + 1 :]
    has_comma = len(piece) < len(between)
    if has_comma and piece.strip(" -") and not re.search(r"\b(?:or|ou)\b", piece):
        return ""
    if (
        re.search(DEGREE + r"|\b(?:and|et)\b [^,]{0,40}$", piece)
        and " in " not in piece
    ):
        return "" if re.search(DEGREE, piece) else found.group()
    return found.group()


def wished_besides(folded: str, amount: Amount, right: int) -> float | None:
    """Read the bare figure of "2 years required, 5 preferred"."""
    found = _ELLIPSIS.match(folded, amount.end, right)
    return float(found["low"]) if found else None
