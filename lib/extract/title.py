"""Read the level a job title claims: intern, junior, mid, senior, lead, manager …

A title never says anything about years: a "Senior" who asks for none stays at none.

Decisions:

- The words that rank a person decide, not the words that name a trade: "Account
  Executive", "Executive Assistant", "Lead Generation", "Internal Auditor", "Art
  Director", "Chef de partie" carry no level by themselves.
- "Executive" alone ranks nobody; a chief officer, a president and every vice president
  are executives, also at a bank, where the title is handed out more freely.
- Who leads a crew or a craft is a lead ("chef d'équipe", "Shift Leader", "Principal
  Engineer"); who answers for a unit is a manager ("Supervisor", "gérante").
- Somebody who manages a thing (account, project, product, community) is not a manager
  of people: "Project Manager" has no level, "Senior Project Manager" is senior.
  A manager of a unit or place is one: "Store Manager", "Engineering Manager".
- An intern is an intern whatever else the title says. "Senior Director" is a director.
- An assistant or deputy of a manager who shares the work ranks as a manager:
  "Assistant Manager", "directeur adjoint" (director). An assistant *to* one does not.
- Of several levels ("Intermediate/Senior Developer") the lowest counts.
- II and grade 2 are mid, III and above senior, unless a word decides. I is junior.
  A pay grade ("Grade 7", "GS-9", "Band 6") is noted, and says nothing of the level.
"""

import re
import unicodedata

RULES_VERSION = 2
LEVELS = (
    "intern",
    "junior",
    "mid",
    "senior",
    "lead",
    "manager",
    "director",
    "executive",
)
_LONGEST = 400
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}

# Words that look like a rank and are not one here; taken out before reading.
_NOT_A_RANK = re.compile(
    r"""
      \b(?:assistante?s?|secretary|aide|associate|coordinator|support|adjointe?s?
         |secretaire)
        \ (?:to|of|for|de|du|a|au|aupres)\ (?:(?:the|la|le|l|du|de|d)\ )*
        (?:\w+\ ){0,3}?(?:chief|ceo|cfo|coo|cto|president|director|manager|executives?
         |head|vp|partner|directrice|directeur|direction|gestionnaire|presidente?
         |superviseure?)\b(?:\ (?:executive|general|financial|operating)?\ ?officer)?
    | \b(?:manager|director|president|ceo|cfo|chief|executive|principal|supervisor)s?
        \ s\ (?:assistant|secretary|office|aide|helper)\b
    | \badjointe?s?\ (?:administrative?s?|juridique|executive?s?|technique)\b
    | \b(?:assistante?s?|secretaire|adjointe?s?)\ (?:de\ |a\ la\ |du\ )direction\b
    | \blead(?:s)?\ (?:generation|gen|generator|management|acid|paint|abatement
         |qualification|qualifier|time|free|conversion|nurturing|specialist)\b
    | \b(?:sales|inbound|outbound|qualified)\ leads\b
    | \bmid\ (?:market|atlantic|west|size|sized|town|day|century)\b
    | \bexperts?\ comptables?\b | \b(?:executive|campus|graduate)\ recruiters?\b
    | \b(?:art|casting|funeral|music|film|activities)\ directors?\b
    | \bdirect(?:eur|rice)s?\ (?:artistiques?|musica(?:l|le)|de\ casting)\b
    | \b(?:senior|seniors)\ (?:living|care|home|homes|services|center|centre|housing
         |companion|caregiver|residence|community|communities|citizens?|high)\b
    | \bhigh\ school\ senior\b
    | \bpour\ seniors\b | \bjunior\ (?:school|high|college|kindergarten|hockey|golf)\b
    | \b(?:school|high\ school|middle\ school|elementary)\ junior\b
    | \bmaster\ (?:data|planner|scheduler|scheduling|control|plan)\b
    | \bintern(?:al|ational|et|ist|ists|e|es)\b
    | \bmedecins?\ internes?\b
    | \b(?:chef|cheffe)s?\ (?:de\ (?:partie|rang|cuisine|produits?|projets?|publicite
         |marque|mission)|executive?|cuisinier\w*|patissier\w*)\b
    | \b(?:sous|pastry|line|personal|private|sushi|prep|executive)\ chefs?\b
    | \b(?:responsable|gestionnaire)s?\ (?:de\ |d\ |du\ |des\ |en\ )?
         (?:comptes?|projets?
         |clientele|clients?|produits?|paie|paye|dossiers?|reclamations?|sinistres?
         |contrats?|donnees|approvisionnements?|stocks?|achats?|immobilier\w*|reseaux
         |portefeuilles?|immeubles?|communaute|medias|contenus?|formations?|paies
         |applications?|base|bases|flotte|back|adv|recouvrement|assurances?|carriere)\b
    | \b(?:account|accounts|key\ account|project|projects|product|products|program
         |programme|case|care|community|social\ media|content|brand|campaign|contract
         |contracts|relationship|category|change|release|event|events|property
         |portfolio|risk|data|database|partnerships?|vendor|client|customer\ success
         |investment|wealth|territory|delivery|scrum|records|document|grants?|success
         |territorial|implementation|solutions?|configuration|asset|fund|proposal|bid
         |claims|technical\ account|technical\ program|technical\ product
         |technical\ project|pr|seo|email|e\ commerce|launch|incident|problem|lease
         |leasing|commodity|demand|supply|curriculum|research\ project|construction
         \ project)\ (?:marketing\ )?managers?\b(?!\ of\ managers)
    """,
    re.VERBOSE,
)

# The first level with a phrase in the title wins; `?` and `(?:…)` as in expressions.
_RANK_WORDS = {
    "intern": r"""
        managers? in training | interns? | internships? | trainees? | co ?op
        | stage | stages | stagiaires?
        | apprentice(?:ship)?s? | apprentie?s? | alternance | alternante?s?
        | alternants | contrat d apprentissage | contrat de professionnalisation
        | working student | student (?:employee|worker|placement|position)
        | summer student | etudiante?s? | externship | work study | werkstudent
        | praktikant(?:in)? | volontariat international | vie | emploi d ete
        | summer analyst | summer associate | placement student | emploi etudiant
    """,
    "executive": r"""
        ceo | cfo | coo | cto | cio | ciso | cmo | chro | cpo | cdo | cso | vp | svp
        | evp | avp | vice president | vice presidente? | v p | president
        | presidente | pdg | chief \w+(?: \w+)? officer
        | chief (?:executive|architect|economist|scientist|data scientist|counsel
        |strategist|technologist)
        | (?:tax |audit |equity |senior )?partner (?:tax|audit|law|advisory|assurance)
        | associee? gerante?
        | chef de la direction | directeur executif | directrice executive
        | co ?founder | founder | cofondat(?:eur|rice) | executive director
        | executive vice | managing partner | directeur general
        | directrice generale | managing director | cadre dirigeant
        | cadre superieur
    """,
    "director": r"""
        directors? | directeurs? | directrices? | head of | global head
        | chief of staff | chef de (?:service|departement|division)
        | cheffe de (?:service|departement) | principal of school | school principal
        | principal (?:\w+ )?school | (?:vice|assistant|deputy) principal
        | cheffe? de cabinet | head teacher | direct(?:eur|rice) adjointe?
    """,
    "manager": r"""
        managers? | mgr | manageur | manageuse | gestionnaires? | responsables?
        | gerante?s? | supervisors? | superviseure?s? | superviseuse
        | contremaitres?(?:sse)? | contremaitresse | foreman | forewoman
        | foreperson | superintendent | chef d atelier | chef de chantier
        | chef de rayon | chef de secteur | chef d agence | chef de quai
        | chef de magasin | adjointe? de magasin | adjointe? au directeur
        | encadrante?s? | cadre (?:de sante|infirmier|infirmiere)
        | infirmi(?:er|ere) chef(?:fe)?(?! d )
        | chef(?:fe)? (?:comptable|des \w+)
    """,
    "lead": r"""
        leads? | leaders? | chef d equipe | cheffe d equipe | chefs d equipe | chief
        | head | principal | principale
        | staff (?:\w+ )?(?:engineer|developer|scientist|designer|software|data
        |machine|product|research)
        | distinguished | fellow engineer | chef de file | referente?s?
        | leading hand | charge nurse
    """,
    "senior": r"""
        senior | sr | snr | confirmee?s? | experimentee?s? | experiencede?
        | experienced | chevronnee?s? | experte?s? | master (?:electrician|plumber
        |technician|mechanic|carpenter)
    """,
    "junior": r"""
        junior | juniors | jr | jnr | juniore | debutante?s? | debutants?
        | entry level | new grads? | new graduates? | recent graduates?
        | graduate (?:program(?:me)?|engineer|scheme|developer|analyst|trainee|role
        |software|data)
        | graduates? | jeune diplomee?s? | jeunes diplomees? | nouveau diplome
        | early career | beginner | premier emploi | niveau debutant
        | associate (?:\w+ )?(?:engineer|developer|analyst|consultant|scientist
        |designer|accountant|product|software|data)
    """,
    "mid": r"""
        intermediate | mid | midlevel | mid level | intermediaires? | journeyman
    """,
}
_RANKS = tuple(
    (level, re.compile(r"\b(?:" + re.sub(r"\s*\|\s*", "|", words.strip()) + r")\b"))
    for level, words in _RANK_WORDS.items()
)
# An open apprenticeship programme's boss is no apprentice: "Internship Manager".
_ABOUT_INTERNS = re.compile(
    r"\b(?:interns?|internships?|stages?|stagiaires?|apprentice(?:ship)?s?|alternance"
    r"|trainees?|co ?op|graduates?|etudiants?|student)\s(?:\w+\s){0,2}?"
    r"(?:manager|director|coordinator|supervisor|recruiter|advisor|lead|specialist)\b"
    r"|\b(?:manager|director|head|responsable|coordonnat(?:eur|rice)|coordinator"
    r"|recruiter)\s(?:\w+\s){0,3}?(?:interns?|internships?|stages|stagiaires"
    r"|apprentices?|alternance|new\sgrads?|graduates?)\b"
    r"|\bbackstage\b|\b(?:early|late|growth|seed)\sstage\b|\bstage\s(?:manager|hand"
    r"|technician|director|crew|actor)\b|\bon\sstage\b"
)
# One posting for several levels: the lowest may apply.
_SPAN = re.compile(
    r"\b(?:(?P<junior>junior|jr|entry level|debutante?)"
    r"|(?P<mid>intermediate|intermediaire|mid|mid level))"
    r"(?: (?:to|or|ou|a|et|and))? "
    r"(?:intermediate|intermediaire|mid|senior|sr|confirmee?|experimentee?)\b"
)
_DIGIT_LEVEL = re.compile(
    r"\b(?:(?:level|lvl|niveau|niv|tier|sde|swe) ?|l|n|ic|e)(1[0-2]|[1-9])\b"
)
_ROMAN_LEVEL = re.compile(
    r"(?<=[a-z] )(?<!phase )(?<!type )(?<!class )(?<!title )(?<!war )"
    r"(?<!elizabeth )(i{1,3}|iv|vi|v)(?= |$)"
)
_PLAIN_DIGIT = re.compile(
    r"(?:engineer|developer|analyst|technician|scientist|specialist|administrator"
    r"|assistant|clerk|accountant|designer|consultant|associate|representative|nurse"
    r"|programmer|architect|mechanic|operator|planner|technicienne?|analyste"
    r"|ingenieure?|programmeu[rs]e?|agente?|commis|preposee?) ([1-6])(?= |$)"
    # "Developer (2-6 years)", "Analyst, 4 months": a duration is no rank.
    r"(?! (?:\d|to|a|years?|yrs?|ans?|months?|mois|weeks?|semaines?|days?|jours?|hours?"
    r"|positions?|postes?|openings?|shifts?)\b)"
)
_PAY_GRADE = re.compile(r"\b(?:grade|gs|band|bande|echelon|step) ?(1[0-9]|20|[1-9])\b")
_SCHOOL = re.compile(r"\b(?:teach|tutor|instructor|school|enseign|professeur)")


def read(title: str | None) -> dict[str, object]:
    """Read a title's level and its number.

    `read("Sr. Software Engineer III")` is
    `{"level": "senior", "grade": 3, "rules_version": 1}`.

    Returns: `level`, one of LEVELS or None; `grade`, the number in the title ("II",
    "Level 2", "Grade 7") or None.
    """
    plain = _plain(title or "")
    grade, ranks = _grade(plain)
    level = _level(plain) or (_level_of_rank(grade) if ranks else None)
    return {"level": level, "grade": grade, "rules_version": RULES_VERSION}


def _plain(title: str) -> str:
    """Lower case, no accents, single spaces for all that is not a letter or digit."""
    text = unicodedata.normalize("NFD", title[:_LONGEST].replace("œ", "oe")).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    # French doubles: "directeur(trice)", "confirmé·e", "stagiaire (H/F)".
    text = re.sub(r"[(·.•/]-?(?:e|trice|rice|ice|se|ne|es|e[·.]s)\b\)?", "", text)
    return " ".join(re.findall(r"[a-z0-9]+", text))


def _level(plain: str) -> str | None:
    if _ABOUT_INTERNS.search(plain):
        plain = re.sub(
            r"\b(?:interns?|internships?|stages?|stagiaires?|apprentice\w*|alternance"
            r"|trainees?|co ?op|new grads?|graduates?|students?|etudiants?)\b",
            "-",
            plain,
        )
    ranked = _NOT_A_RANK.sub("-", plain)
    if span := _SPAN.search(ranked):
        return span.lastgroup
    for level, pattern in _RANKS:
        if pattern.search(ranked):
            return level
    return None


def _grade(plain: str) -> tuple[int | None, bool]:
    """The title's number, and whether it ranks the person (a pay grade does not)."""
    if pay := _PAY_GRADE.search(plain):
        # "Teacher, Grade 3" names the pupils.
        return (None if _SCHOOL.search(plain) else int(pay[1])), False
    if digits := _DIGIT_LEVEL.search(plain):
        return int(digits[1]), True
    if roman := _ROMAN_LEVEL.search(plain):
        return _ROMAN[roman[1]], True
    if digits := _PLAIN_DIGIT.search(plain):
        return int(digits[1]), True
    return None, False


def _level_of_rank(grade: int | None) -> str | None:
    if grade is None:
        return None
    return {1: "junior", 2: "mid"}.get(grade, "senior")
