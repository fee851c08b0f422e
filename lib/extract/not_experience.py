"""Tell amounts of time that are no experience: ages, contracts, studies, benefits …

Three places speak: the words right behind an amount, those right before it, and, for an
amount without the word "experience", a sign anywhere before it in its sentence.
"""

import re

from lib.extract.patterns import any_of, named

# "2-year fixed-term contract": up to two words may stand between.
_SKIP = (
    r"(?:(?!of |in |as |with |and |or |d'|de |dans |en |experience|exp\b)[a-z'/]+[ -]+)"
    r"{0,2}"
)
# "3 years of contract experience" is experience after all.
_NO_EXPERIENCE = (
    r"(?!(?:[a-z]*[ '/&-](?!(?:and|or|plus|with|et|ou|avec)\b)[a-z]+){0,5}?"
    r"[a-z]*[ '-](?:experience|exp\b))"
)
_CONTRACTS = any_of(r"""
    contract(?!\w| manag| admin| negot| law) | fixed | ftc\b | term\b | temporary
    probation | internship | placement\b | rotation | assignment | appointment
    secondment | renewable | agreement | mission | stage\b | cdd\b | maternity
    engagement | commitment | lease\b | bond\b | initial | extend
""")
_STUDIES = any_of(r"""
    degree | diploma | diplome | program | course | college | university | apprentice
    certificate | certification | bachelor | master | undergraduate | curriculum
    post-?secondary | training | studies | residency | cycle
""")
_OF_FULL_TIME = (
    "(?:of|d'|de|in|en|apres le) ?(?:full-time |related |relevant |accredited )?"
)
_STUDIED = any_of(r"""
    college | university | universite | post-?secondary | study | studies | school
    coursework | undergrad | etude | formation | apprentissage | ecole | alternance
    scolarite | bac\b | higher ed | education\b | high school | training | vocational
    secondary
""")
_SERVED = any_of("""
    service(?! (?:exp|ind|man|work)) | employment | tenure | presence | seniority
    anciennete dans l'entreprise
""")
_OF = "(?:of |d'|de )"
_PRIDE = any_of(r"""
    history | heritage | excellence | tradition | existence | trust | serving
    operations?\b | growth | industry leadership | histoire | activite | savoir-faire
""")
_GIVEN = any_of(r"""
    paid | unpaid | parental | maternity | leave | vacation | holiday | salary | pay\b
    bonus | free\b | notice | severance | preavis | de conges | de salaire | vest
""")
_AFTER = re.compile(
    r"['s]{0,2}[ -]{0,2}(?:"
    + named(
        {
            # "18 years or older"
            "age": r"""
                old\b | of age\b | (?:and|or) older | age\b | d'age\b | revolus
                ans? revolus
            """,
            # "after 1 year of service"
            "service": rf"""
                (?:of |d'|de )(?:continuous |active )?{_SERVED} | de maison | chez nous
                with (?:us|the company)\b
            """,
            # "2-year contract"
            "contract": _SKIP + _CONTRACTS + _NO_EXPERIENCE,
            # "4-year degree", "3 ans d'études"
            "study": rf"""
                {_SKIP}{_STUDIES}{_NO_EXPERIENCE}
                {_OF_FULL_TIME}{_STUDIED}{_NO_EXPERIENCE}
            """,
            # "3-year warranty"
            "warranty": r"(?:[a-z]+ ){0,2}(?:warranty|guarantee|garantie)",
            # "5 years ago", "3 years running"
            "window": r"""
                ago\b | look-?back | plus tot | earlier | apart | later | from now
                in advance | to (?:complete|obtain|finish|pass|earn|become) | in a row
                running\b | straight | anniversar | remaining | left\b
                before | prior to | preceding | following (?:the|your)
            """,
            # "30 years in business"
            "company": rf"""
                {_OF}?(?:in business|in operation|in the making|strong\b|young\b)
                {_OF}{_OF}?{_PRIDE}
            """,
            # "4 months of paid leave"
            "benefit": rf"""
                (?:of )?{_GIVEN}
            """,
            # "12 months a year"
            "frequency": r"""
                per (?:year|month|week) | / ?(?:year|yr|an|month|mois|week|sem)
                each year | a year\b | par an\b
            """,
            # "a 3-year plan"
            "plan": r"""
                (?:[a-z]+ )?(?:plans?\b|strateg|roadmap|forecast|horizon|budget|outlook)
            """,
        }
    )
    + ")"
)
_LAST = any_of("""
    last | past | previous | next | first | final | preceding | prior | most recent
""")
_ENGAGED = any_of("""
    contract | contrat | cdd | stage | alternance | apprentissage | mission | periode
    internship | interim | essai | remplacement | engagement | duration | duree | length
    period | term | lasts? | lasting | extended | renewable | renouvelable | initial
    probation | commitment | commit | stay | placement | assignment | bond | position
    poste | temps plein
""")
_FOR = (
    "(?: h/f| period| length| minimale| totale| term| to stay| prevue)?"
    r"\s?(?::|\(|-|,| de| d'| of| is| for| to| en)*"
)
_COURSES = any_of("""
    formation | etudes | bac | diplome | degree | program | programme | course
""")
_BEFORE = re.compile(
    r"\b(?:"
    + named(
        {
            # "within the last 2 years", "every 2 years"
            "window": rf"""
                (?:with)?in (?:the |a |your )?{_LAST}?
                {_LAST} | coming | following | initial | every | each | until | after
                since | ago | upon | go(?:es|ing)? back | (?:au cours|lors) des
                dans les | ces | il y a | apres | au bout de | tous les | toutes les
                pendant | durant | d'ici | sous | chaque | derniers | dernieres
                prochains | premiers
            """,
            # "once you have 2 years with us"
            "growth": r"""
                once you(?: are|'re| have|'ve)? | when you(?: have| reach)
                as soon as you have | a partir de
            """,
            # "CDD de 12 mois", "Duration: 6 months"
            "contract": rf"""
                {_ENGAGED}{_FOR}(?: une duree de)?
            """,
            # "formation de 2 ans"
            "study": rf"""
                {_COURSES} (?:de|d'|en|of|sur|lasting)
            """,
            # "aged 18", "enfants de 3 ans"
            "age": r"""
                (?:older|younger|not over) than | aged? | age of | ages | toddlers?
                infants? | (?:children|kids|pupils|students|patients)(?: from)?
                (?:agee?s?|enfants?|adolescents?|jeunes|eleves|adultes)(?: de)?
            """,
            # "garantie de 2 ans"
            "warranty": r"(?:warranty|guarantee|garantie)(?: of| de)?",
            # "whether you have 2 years or 20"
            "whatever": r"""
                whether (?:you|they)[^.;]{0,60}(?:have|has|with|had)
                que (?:vous ayez|tu aies)
            """,
            # "depuis plus de 30 ans"
            "company": r"""
                founded | established | celebrating | depuis plus de | existe depuis
            """,
            # "vesting over 4 years"
            "benefit": "anciennete | prime | vests? over | vesting | vested",
        }
    )
    + r")(?: de| d'| the| a| an| plus)?[ :(]{0,2}$"
)
_BRING = "(?:likely|have|need|bring|possess)"
_ABOUT = re.compile(
    "(?s:.*)(?:"
    + named(
        {
            "licence": r"""
                licen[cs]e | permis\b | driving record | driving history | abstract
                clean record | convict | criminal | misdemeanor | felony | dui\b
                accident
            """,
            "address": r"""
                address | resident | residen[ct] | lived in | domicil | passport
                visa\b | citizen | work permit | work authori | security clearance
                dbs\b | background check | titre de sejour
            """,
            "study": r"""
                graduated | completion of | completed | enrol | pursuing | credits
                coursework | high school | etudiant | student
            """,
            "contract": r"""
                contract | duration | \bduree | fixed[- ]term | \bcdd\b | temporary
                \bstage\b | probation | alternance
            """,
            "warranty": "warrant | garanti",
            "benefit": r"""
                bonus(?! points|:) | salary | vest\b | vesting | accru | vacation
                pension | prime | conges | eligible (?:for|after) | entitle | leave\b
                sabbatical | increase
            """,
            "growth": rf"""
                you (?:will|can|could|may)(?! (?:also )?{_BRING})
                you'll (?!have|need|bring) | career (?:path|progress) | progress
                promot | evolu | become | grow into | within
            """,
        }
    )
    + ")"
)
_AGES = (14, 26)  # years that state an age more often than experience
_BEFORE_AN_AGE = re.compile(r"(?:be|have|avoir|age|etre|\+ de|de|:)\s?$|^$")


# "A licence and 2 years …": what is added is something else.
_AND = re.compile(r"(?:\b(?:and|plus|with|et|avec)|[+&]) (?:a |an |un |une )?$")


def right_after(after: str) -> re.Match[str] | None:
    """Match what stands right behind an amount; the name of the group is the fate."""
    return _AFTER.match(after)


# "Associate degree (2 years)", "Diploma in mechanics (3 years full time)".
_STUDY_BRACKET = re.compile(
    r"\b"
    + any_of("degree | diploma | diplome | certificate | apprenticeship | formation")
    + r"\b(?:(?!experience)[^.;:,()\n\x1f]){0,40}\($"
)


def right_before(before: str, is_direct: bool) -> re.Match[str] | None:
    """Match what stands right before an amount.

    `is_direct`: the amount is tied to the word "experience", as in "internship: 2 years
    of experience"; few of these signs outweigh that.
    """
    found = _BEFORE.search(before[-60:])
    if not is_direct:
        return found or _STUDY_BRACKET.search(before[-70:])
    if not found:
        return None
    if found.lastgroup in ("contract", "study", "benefit", "company"):
        return None
    return None if found.group().strip() == "in" else found


def is_age(low: float, high: float | None, before: str) -> bool:
    """Say whether a bare figure is an age: "must be 18 years"."""
    if high or not _AGES[0] <= low <= _AGES[1]:
        return False
    return _BEFORE_AN_AGE.search(before.strip()[-12:]) is not None


def about(before: str) -> re.Match[str] | None:
    """Match the last sign of something else in the sentence before an amount."""
    return None if _AND.search(before) else _ABOUT.match(before[-130:])
