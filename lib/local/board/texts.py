"""The text of an ad: about the employer, the work, what is asked, what is offered.

Ads differ as real ones do: other orders, headings or none, bullets or prose, and figures
that are no requirement (the employer's age, a contract's length) beside the one that is.
"""

import random
from dataclasses import dataclass
from html import escape

from lib.local.board.market import Job

HEADINGS = {
    "en": {
        "about": ["About us", "Who we are", "Company overview", "ABOUT THE EMPLOYER"],
        "work": ["What you will do", "Responsibilities", "Key duties", "Your role"],
        "asked": ["Requirements", "What you bring", "Qualifications", "Who you are"],
        "wished": ["Nice to have", "Assets", "Preferred qualifications"],
        "offered": ["What we offer", "Benefits", "Why join us", "Perks"],
    },
    "fr": {
        "about": ["À propos de nous", "Qui nous sommes", "L'employeur"],
        "work": ["Vos responsabilités", "Le poste", "Vos tâches", "Votre rôle"],
        "asked": [
            "Exigences",
            "Votre profil",
            "Qualifications requises",
            "Profil recherché",
        ],
        "wished": ["Atouts", "Serait un atout", "Un plus"],
        "offered": ["Ce que nous offrons", "Avantages", "Pourquoi nous joindre"],
    },
}
ABOUT = {
    "en": [
        "{name} {what}. Since {founded}, people have come to us for careful work.",
        "With more than {age} years of experience, {name} {what}.",
        "{name} {what}. Our team has over 100 years of combined experience.",
        "Founded in {founded}, {name} {what} and is still growing.",
        "At {name}, we believe in simple things done well. The company {what}.",
    ],
    "fr": [
        "{name} {what}. Depuis {founded}, on nous choisit pour le travail bien fait.",
        "Forte de plus de {age} ans d'existence, l'équipe de {name} {what}.",
        "{name} {what}. Fondée en {founded}, notre organisation grandit toujours.",
        "Chez {name}, nous aimons le travail soigné. Notre organisation {what}.",
    ],
}
LEAD = {
    "en": [
        "We are looking for {a} {role} to join our team in {city}.",
        "Our {city} team is growing, and we need {a} {role} who likes people and good tools.",
        "Are you a team player who takes pride in the job? Then this {role} position in {city} may be for you.",
        "{city} is where you would work, with a small team that has been together for a while.",
    ],
    "fr": [
        "Nous cherchons une personne pour le poste suivant à {city} : {role}.",
        "Notre équipe de {city} s'agrandit et nous pourvoyons un poste : {role}.",
        "Vous aimez le travail d'équipe et le travail bien fait? Ce poste à {city} est peut-être pour vous.",
    ],
}
MORE_WORK = {
    "en": [
        "take part in short team meetings every morning",
        "follow health and safety rules at all times",
        "help new colleagues find their feet",
        "keep clear records of what was done",
        "suggest better ways of working",
        "cover for colleagues during holidays",
        "take on other tasks that fit the position",
    ],
    "fr": [
        "participer à de courtes réunions d'équipe chaque matin",
        "respecter les règles de santé et de sécurité en tout temps",
        "aider les nouveaux collègues à trouver leurs repères",
        "tenir des dossiers clairs du travail accompli",
        "proposer de meilleures façons de faire",
        "remplacer des collègues pendant les vacances",
        "accomplir d'autres tâches liées au poste",
    ],
}
ASKED = {
    "en": [
        "High school diploma or equivalent",
        "Good spoken and written English",
        "You must be 18 years of age or older",
        "Legally entitled to work in the country",
        "Able to lift up to 20 kg",
        "Reliable, punctual and well organised",
        "Able to work alone and in a team",
        "A valid driver's licence held for at least 2 years",
        "Comfortable with computers and phones",
        "Willing to work some weekends",
        "A clean criminal record check",
    ],
    "fr": [
        "Diplôme d'études secondaires ou l'équivalent",
        "Bonne maîtrise du français parlé et écrit",
        "Avoir 18 ans ou plus",
        "Être légalement autorisé(e) à travailler au pays",
        "Pouvoir soulever des charges de 20 kg",
        "Ponctualité, fiabilité et sens de l'organisation",
        "Aptitude à travailler en équipe et de façon autonome",
        "Aisance avec l'informatique",
        "Disponibilité certaines fins de semaine",
        "Anglais fonctionnel",
    ],
}
WISHED = {
    "en": [
        "A second language",
        "Knowledge of the neighbourhood",
        "A first aid certificate",
        "Your own transport",
        "An interest in training others",
    ],
    "fr": [
        "Une deuxième langue",
        "La connaissance du quartier",
        "Un certificat de secourisme",
        "Un moyen de transport",
        "Le goût de former les autres",
    ],
}
OFFERED = {
    "en": [
        "Paid training from the first day",
        "Health and dental plan after 3 months",
        "Three weeks of holidays, four after 5 years of service",
        "A pension plan with employer contributions after 1 year",
        "Regular schedules known two weeks ahead",
        "Discounts on our products",
        "Free parking and public transport nearby",
        "A team that eats lunch together",
        "Room to grow: many of our supervisors started in this job",
        "Paid sick days and a personal day for your birthday",
    ],
    "fr": [
        "Formation payée dès le premier jour",
        "Assurances collectives après 3 mois",
        "Trois semaines de vacances, quatre après 5 ans de service",
        "Régime de retraite avec cotisation de l'employeur après 1 an",
        "Horaires connus deux semaines à l'avance",
        "Rabais sur nos produits",
        "Stationnement gratuit et transport en commun à proximité",
        "Une équipe qui dîne ensemble",
        "Des possibilités d'avancement",
    ],
}
CLOSING = {
    "en": [
        "We welcome applications from everyone and choose people by what they can do.",
        "If you need an adjustment during the interview, tell us and we will arrange it.",
        "We thank all who apply; we will call those we would like to meet.",
        "Apply today with a short note about yourself. Interviews are held as applications come in.",
        "Reference checks are part of the process, and the start date can be discussed.",
    ],
    "fr": [
        "Nous accueillons toutes les candidatures et jugeons sur les compétences.",
        "Dites-nous si une mesure d'adaptation vous est utile pour l'entrevue.",
        "Merci de votre intérêt; nous communiquerons avec les personnes retenues.",
        "Postulez dès aujourd'hui avec un court mot de présentation. Les entrevues ont lieu en continu.",
    ],
}
PROSE = {
    "en": [
        "The day starts with a quick look at what is planned and who is where. After that you organise your own work and ask for help when you need it.",
        "We keep teams small so that everybody knows everybody. Questions are answered on the spot, and mistakes are things to learn from.",
        "Good tools matter to us. You get what you need for the job, and when something breaks it is replaced.",
        "You report to a supervisor who knows the work from the inside and who will meet you every second week to talk about how it goes.",
    ],
    "fr": [
        "La journée commence par un survol de ce qui est prévu. Ensuite, vous organisez votre travail et demandez de l'aide au besoin.",
        "Nos équipes sont petites et tout le monde se connaît. On répond aux questions sur place et les erreurs servent à apprendre.",
        "Les bons outils comptent pour nous. Vous recevez ce qu'il faut pour le travail, et ce qui brise est remplacé.",
        "Vous relevez d'une personne qui connaît le métier et qui vous rencontre toutes les deux semaines pour faire le point.",
    ],
}


@dataclass(frozen=True)
class Section:
    """A heading, and the lines under it; `bullets` says how they are set."""

    name: str
    lines: list[str]
    bullets: bool


def description(job: Job) -> str:
    """The ad's text as HTML of the tags that boards use: strong, p, ul, li, br."""
    dice = random.Random(f"text/{job.salt}")
    language = "fr" if job.french else "en"
    sections = _sections(dice, job, language)
    style = dice.choices(["bullets", "breaks", "prose", "flat"], [55, 25, 15, 5])[0]
    headings = HEADINGS[language]
    parts = []
    for section in sections:
        heading = (
            dice.choice(headings[section.name]) if section.name in headings else ""
        )
        parts.append(_set(section, heading, style))
    return ("" if style == "flat" else "<br>" if style == "breaks" else "").join(parts)


def _sections(dice: random.Random, job: Job, language: str) -> list[Section]:
    french = language == "fr"
    employer, field = job.employer, job.field
    city = job.place["french" if french else "english"].split(",")[0]
    role = job.occupation["french" if french else "english"]
    about = dice.choice(ABOUT[language]).format(
        name=employer["name"],
        what=employer["quoi" if french else "what"],
        founded=employer["founded"],
        age=2026 - int(employer["founded"]),
    )
    article = "an" if role[:1].lower() in "aeiou" else "a"
    lead = dice.choice(LEAD[language]).format(a=article, role=role, city=city)
    duties = field["taches" if french else "duties"].split("|")
    work = dice.sample(duties, len(duties)) + dice.sample(
        MORE_WORK[language], dice.randint(1, 4)
    )
    skills = field["competences" if french else "skills"].split("|")
    asked = dice.sample(ASKED[language], dice.randint(2, 5))
    know = "Connaissance de : {}" if french else "Knowledge of {}"
    asked.append(
        know.format(", ".join(dice.sample(skills, dice.randint(1, len(skills)))))
    )
    asked.insert(dice.randint(0, len(asked)), job.ask.sentence)
    wished = dice.sample(WISHED[language], dice.randint(1, 3))
    if job.ask.wish:
        wished.append(job.ask.wish)
    offered = dice.sample(OFFERED[language], dice.randint(3, 6))
    if job.pay and dice.random() < 0.5:
        low, high = job.pay
        offered.insert(
            0,
            f"Entre {low},00 $ et {high},00 $ de l'heure"
            if french
            else f"${low}.00 to ${high}.00 per hour",
        )
    closing = dice.sample(CLOSING[language], dice.randint(1, 3))
    if job.employment_type in {"Contract", "Temporary"}:
        months = dice.choice([6, 12, 18, 24])
        closing.insert(
            0,
            f"Il s'agit d'un contrat de {months} mois."
            if french
            else f"This is a {months}-month contract.",
        )
    sections = [
        Section(
            "about", [about, *dice.sample(PROSE[language], dice.randint(1, 3))], False
        ),
        Section("lead", [lead], False),
        Section("work", [line[:1].upper() + line[1:] for line in work], True),
        Section("asked", asked, True),
    ]
    if job.ask.wish or dice.random() < 0.5:
        sections.append(Section("wished", wished, True))
    sections.append(Section("offered", offered, True))
    if dice.random() < 0.3:  # the employer comes last in some ads
        sections.append(sections.pop(0))
    return [*sections, Section("closing", closing, False)]


def _set(section: Section, heading: str, style: str) -> str:
    lines = [escape(line, quote=False) for line in section.lines]
    if not section.bullets:
        title = f"<strong>{escape(heading)}</strong><br>" if heading else ""
        return f"<p>{title}{' '.join(lines)}</p>"
    if style == "bullets":
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f"<p><strong>{escape(heading)}</strong></p><ul>{items}</ul>"
    if style == "breaks":
        return f"<strong>{escape(heading)}</strong><br>" + "".join(
            f"• {line}<br>" for line in lines
        )
    if style == "prose":
        return f"<p><strong>{escape(heading)}:</strong> {'. '.join(lines)}.</p>"
    return f"{escape(heading)}: " + "; ".join(lines) + ". "
