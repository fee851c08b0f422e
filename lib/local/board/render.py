"""Pages of the board: the structure of LinkedIn's public job pages, with their quirks."""

import json
import random
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote

from lib.local.board.market import Job
from lib.local.board.texts import description

END = "<!DOCTYPE html>\n<!---->"
FRENCH_LEVELS = {
    "Entry level": "Premier emploi",
    "Mid-Senior level": "Confirmé",
    "Associate": "Expérimenté",
    "Internship": "Stagiaire / Alternant",
    "Director": "Directeur",
    "Executive": "Cadre dirigeant",
    "Not Applicable": "Non pertinent",
}
FRENCH_TYPES = {
    "Full-time": "Temps plein",
    "Part-time": "Temps partiel",
    "Contract": "Contrat",
    "Temporary": "Temporaire",
    "Internship": "Stage / Alternance",
}
FRENCH_UNITS = {
    "minute": ("minute", "minutes"),
    "hour": ("heure", "heures"),
    "day": ("jour", "jours"),
    "week": ("semaine", "semaines"),
    "month": ("mois", "mois"),
}
NAMES = ("A. Lindqvist", "Noor Haddad", "J. Tremblay-Roy", "Mei Okafor", "Piotr Vance")


def fragment(jobs: list[Job], start: int, clock: datetime, site: str) -> str:
    """A page of cards as the board sends them while a visitor scrolls."""
    if not jobs:
        return END
    cards = (
        f"<li>{card(job, start + index + 1, clock, site)}</li>"
        for index, job in enumerate(jobs)
    )
    return "<!DOCTYPE html>\n" + "\n".join(cards)


def card(job: Job, row: int, clock: datetime, site: str) -> str:
    """One posting in a list of results."""
    dice = random.Random(f"card/{job.posting_id}")
    url = escape(
        f"{_address(job, site)}?position={row}&pageNum=0&refId={dice.getrandbits(40):x}"
    )
    title, place = escape(job.title), escape(_place(job))
    fresh = clock - job.posted_at < timedelta(days=1)
    time_class = "job-search-card__listdate" + ("--new" if fresh else "")
    benefit = dice.choices(
        ["", "Actively Hiring", "Be an early applicant"], [45, 22, 33]
    )[0]
    shown = (
        '<div class="job-posting-benefits text-sm"><icon></icon>'
        f'<span class="job-posting-benefits__text">\n {benefit}\n <!----></span></div>'
        if benefit
        else ""
    )
    inner = f"""
 <div class="search-entity-media"><img class="artdeco-entity-image" alt=""></div>
 <div class="base-search-card__info">
  <h3 class="base-search-card__title">
        {title}
  </h3>
  <h4 class="base-search-card__subtitle"><a class="hidden-nested-link"
   href="{escape(_company(job, site))}?trk=public_jobs_jserp-result_job-search-card-subtitle">
        {escape(job.employer["name"])}
  </a></h4>
  <div class="base-search-card__metadata">
   <span class="job-search-card__location">
        {place}
   </span>{shown}
   <time class="{time_class}" datetime="{job.posted_at:%Y-%m-%d}">
        {_ago(job, clock, False)}
   </time>
  </div></div>"""
    shared = (
        f'data-entity-urn="urn:li:jobPosting:{job.posting_id}" '
        f'data-impression-id="jobs-search-result-{row - 1}" data-column="1" data-row="{row}"'
    )
    classes = (
        "base-card relative base-search-card base-search-card--link job-search-card"
    )
    if dice.random() < 0.01:  # the one that a visitor has open is a link as a whole
        return f'<a class="{classes} job-search-card--active" href="{url}" {shared}>{inner}</a>'
    return (
        f'<div class="{classes}" {shared}>'
        f'<a class="base-card__full-link" href="{url}">'
        f'<span class="sr-only">\n {title}\n </span></a>{inner}</div>'
    )


def search_page(
    jobs: list[Job], total: int, words: str, clock: datetime, site: str
) -> str:
    """The first page of a search, with up to 60 cards."""
    if not jobs:
        return _page(
            "d_jobs_guest_search",
            "0 jobs",
            '<section class="no-results"><p>We couldn’t find a match for '
            f"{escape(words)} jobs</p></section>",
        )
    items = "".join(
        f"<li>{card(job, index + 1, clock, site)}</li>"
        for index, job in enumerate(jobs)
    )
    return _page(
        "d_jobs_guest_search",
        f"{total:,} jobs",
        f'<span class="results-context-header__job-count">{total:,}</span>'
        f'<ul class="jobs-search__results-list">{items}</ul>',
    )


def detail(job: Job, clock: datetime, site: str, whole: bool) -> str:
    """A posting's own page, or with `whole` false the fragment a list shows beside it."""
    dice = random.Random(f"detail/{job.posting_id}")
    closed = job.state(clock) == "closed"
    body = (
        '<section class="core-rail">'
        + _top(job, clock, site, whole, closed, dice)
        + '<section class="show-more-less-html"><div class="show-more-less-html__markup">'
        + description(job)
        + "</div></section>"
        + _criteria(job, dice)
        + _recruiter(dice)
        + '<code id="decoratedJobPostingId" style="display: none">'
        + f'<!--"{job.posting_id}"--></code></section>'
    )
    if not whole:
        return body
    linked = "" if closed or dice.random() < 0.35 else _json_ld(job, dice)
    head = f'<link rel="canonical" href="{escape(_address(job, site))}">{linked}'
    others = "".join(_similar(dice, site) for _ in range(3))
    return _page("d_jobs_guest_details", job.title, body + others, head, job.french)


def wall() -> str:
    """The log-in page that a refused visitor gets with status 200."""
    return _page("auth_wall_desktop_jserp", "Sign Up | LinkedIn", "<h1>Sign up</h1>")


def _top(
    job: Job, clock: datetime, site: str, whole: bool, closed: bool, dice: random.Random
) -> str:
    tag = "h1" if whole else "h2"
    link = (
        ""
        if whole
        else f'<a class="topcard__link" href="{escape(_address(job, site))}?trk=public_jobs_topcard-title">'
    )
    new = (
        " posted-time-ago__text--new"
        if clock - job.posted_at < timedelta(days=1)
        else ""
    )
    place = (
        ""
        if closed and dice.random() < 0.6
        else f'<span class="topcard__flavor topcard__flavor--bullet">\n {escape(_place(job))}\n </span>'
    )
    shut = (
        '<figure class="closed-job closed-job__flavor topcard__flavor-row">'
        '<figcaption class="closed-job__flavor--closed">'
        + (
            "Les candidatures ne sont plus acceptées"
            if job.french
            else "No longer accepting applications"
        )
        + "</figcaption></figure>"
        if closed
        else ""
    )
    apply = (
        ""
        if closed
        else '<icon data-svg-class-name="apply-button__offsite-apply-icon-svg"></icon>'
        if dice.random() < 0.6
        else '<button data-tracking-control-name="public_jobs_apply-link-onsite">Apply</button>'
    )
    pay = ""
    if job.pay and dice.random() < 0.6:
        low, high = job.pay
        sign = {"CAD": "CA$", "GBP": "£", "EUR": "€", "AUD": "A$"}.get(
            job.place["currency"], "$"
        )
        pay = (
            '<section class="compensation"><h3 class="compensation__heading">Base pay range</h3>'
            f'<div class="compensation__salary">{sign}{low}.00/hr - {sign}{high}.00/hr</div></section>'
        )
    return f"""<section class="top-card-layout"><div class="top-card-layout__card">
<div class="top-card-layout__entity-info">{link}<{tag} class="top-card-layout__title topcard__title">{escape(job.title)}</{tag}>{"</a>" if link else ""}
<h4 class="top-card-layout__second-subline"><div class="topcard__flavor-row">
<span class="topcard__flavor"><a class="topcard__org-name-link topcard__flavor--black-link"
 href="{escape(_company(job, site))}?trk=public_jobs_topcard-org-name">
 {escape(job.employer["name"])}
</a></span>{place}</div>
<div class="topcard__flavor-row"><span class="posted-time-ago__text{new} topcard__flavor--metadata">
 {_ago(job, clock, job.french)}
</span>{_applicants(job, clock)}</div></h4>{shut}{apply}</div></div></section>
{pay}"""


def _criteria(job: Job, dice: random.Random) -> str:
    french = job.french
    level = FRENCH_LEVELS[job.level] if french else job.level
    kind = FRENCH_TYPES[job.employment_type] if french else job.employment_type
    labels = (
        ("Niveau hiérarchique", "Type d’emploi", "Fonction", "Secteurs")
        if french
        else ("Seniority level", "Employment type", "Job function", "Industries")
    )
    function = job.field["fonction" if french else "function"]
    rows = list(
        zip(labels, (level, kind, function, job.employer["industry"]), strict=True)
    )
    if dice.random() < 0.07:
        rows = rows[1:2]
    items = "".join(
        '<li class="description__job-criteria-item">'
        f'<h3 class="description__job-criteria-subheader">\n {label}\n </h3>'
        '<span class="description__job-criteria-text description__job-criteria-text--criteria">'
        f"\n {escape(value)}\n </span></li>"
        for label, value in rows
    )
    return f'<ul class="description__job-criteria-list">{items}</ul>'


def _applicants(job: Job, clock: datetime) -> str:
    count = job.applicants(clock)
    if 25 <= count <= 200:
        text = f"{count}\u00a0candidats" if job.french else f"{count} applicants"
        return (
            '<span class="num-applicants__caption topcard__flavor--metadata '
            f'topcard__flavor--bullet">\n {text}\n </span>'
        )
    if count < 25:
        text = (
            "Faites partie des 25 premiers candidats"
            if job.french
            else "Be among the first 25 applicants"
        )
    else:
        text = "Plus de 200\u00a0candidats" if job.french else "Over 200 applicants"
    return (
        '<figure class="num-applicants__figure topcard__flavor--metadata '
        f'topcard__flavor--bullet"><figcaption class="num-applicants__caption">\n {text}\n '
        "</figcaption></figure>"
    )


def _ago(job: Job, clock: datetime, french: bool) -> str:
    minutes = max(int((clock - job.posted_at).total_seconds() // 60), 0)
    steps = (
        ("month", 43_200),
        ("week", 10_080),
        ("day", 1_440),
        ("hour", 60),
        ("minute", 1),
    )
    for unit, size in steps:
        if minutes >= size:
            count = minutes // size
            if french:
                return f"il y a {count}\u00a0{FRENCH_UNITS[unit][count > 1]}"
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "à l’instant" if french else "Just now"


def _json_ld(job: Job, dice: random.Random) -> str:
    content: dict[str, object] = {
        "@context": "http://schema.org",
        "@type": "JobPosting",
        "datePosted": f"{job.posted_at:%Y-%m-%dT%H:%M:%S}.000Z",
        "validThrough": f"{job.posted_at + timedelta(days=30):%Y-%m-%dT%H:%M:%S}.000Z",
        "title": job.title,
        "description": escape(description(job)),
        "hiringOrganization": {"@type": "Organization", "name": job.employer["name"]},
    }
    if job.ask.least and dice.random() < 0.5:
        content["experienceRequirements"] = {
            "monthsOfExperience": int(job.ask.least * 12)
        }
    text = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def _recruiter(dice: random.Random) -> str:
    if dice.random() > 0.25:
        return ""
    return (
        '<section class="message-the-recruiter"><h3 class="base-main-card__title">'
        f"{dice.choice(NAMES)}</h3><h4>Talent partner</h4></section>"
    )


def _similar(dice: random.Random, site: str) -> str:
    number = 4_700_000_000 + dice.randint(1, 9_999_999)
    return (
        f'<li><div class="base-card base-main-card main-job-card" data-entity-urn="urn:li:jobPosting:{number}">'
        f'<a class="base-card__full-link" href="{site}/jobs/view/{number}">x</a>'
        '<h3 class="base-main-card__title">Similar job</h3>'
        '<span class="main-job-card__location">Elsewhere</span></div></li>'
    )


def _page(key: str, title: str, body: str, head: str = "", french: bool = False) -> str:
    language = "fr" if french else "en"
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><title>{escape(title)}</title>'
        f'<meta name="pageKey" content="{key}">{head}</head><body>{body}</body></html>'
    )


def _place(job: Job) -> str:
    return job.place["french" if job.french else "english"]


def _address(job: Job, site: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in job.title.lower()[:60]).split()
    name = "".join(
        c if c.isalnum() else " " for c in job.employer["name"].lower()
    ).split()
    slug = quote("-".join([*words, "at", *name]))
    return f"{site}/jobs/view/{slug}-{job.posting_id}"


def _company(job: Job, site: str) -> str:
    name = "".join(
        c if c.isalnum() else " " for c in job.employer["name"].lower()
    ).split()
    return f"{site}/company/{quote('-'.join(name))}"
