"""The records at the edges: a card of a search, a posting, an observation of a posting.

Unknown is None. Times are UTC, as ISO 8601 text that ends in `Z`.
"""

import hashlib
import json
from typing import Literal

from pydantic import BaseModel, ConfigDict

RECORD_VERSION = 1


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Card(_Record):
    """One line of a search; `posted_date` is a day, `benefit` the board's words."""

    kind: Literal["card"] = "card"
    posting_id: str
    url: str | None = None
    title: str | None = None
    company: str | None = None
    company_url: str | None = None
    location: str | None = None
    posted_date: str | None = None
    benefit: str | None = None


class PostingFields(_Record):
    """What is known of a posting itself, however it was read.

    `applicants_low` and `applicants_high` are the ends of an interval, both included;
    a known low end without a high one has no upper bound.
    """

    url: str | None = None
    title: str | None = None
    company: str | None = None
    company_url: str | None = None
    location: str | None = None
    city: str | None = None
    region: str | None = None
    country: str | None = None
    posted_at: str | None = None
    posted_at_source: Literal["json_ld", "datetime", "phrase"] | None = None
    applicants_low: int | None = None
    applicants_high: int | None = None
    seniority_level: str | None = None
    seniority_level_raw: str | None = None
    employment_type: str | None = None
    job_function: str | None = None
    industries: str | None = None
    pay_text: str | None = None
    is_closed: bool | None = None
    is_remote: bool | None = None
    description: str | None = None
    language: str | None = None
    months_of_experience: int | None = None
    valid_through: str | None = None
    apply_kind: Literal["offsite", "onsite"] | None = None


class Posting(PostingFields):
    """A detail page as read; `posting_id` is None when the page does not say it."""

    kind: Literal["posting"] = "posting"
    posting_id: str | None = None


class Observation(PostingFields):
    """One sight of a posting: full (its page was read) or light (seen in a listing)."""

    posting_id: str
    benefit: str | None = None
    source: str
    seen_at: str
    logical_hour: str
    search: str | None = None
    full_or_light: Literal["full", "light"]
    raw_page_key: str | None = None
    record_version: int = RECORD_VERSION
    card_hash: str | None = None


def card_hash(card: Card) -> str:
    """A short name for what a card says; another one means: read the posting again."""
    said = [card.title, card.company, card.location, card.posted_date]
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


# Criteria rows are told apart by their label; a row may be missing.
CRITERIA = {
    "seniority level": "seniority_level",
    "niveau hiérarchique": "seniority_level",
    "niveau d'expérience": "seniority_level",
    "karrierestufe": "seniority_level",
    "nivel de antigüedad": "seniority_level",
    "nivel de experiencia": "seniority_level",
    "nível de experiência": "seniority_level",
    "employment type": "employment_type",
    "type d'emploi": "employment_type",
    "beschäftigungsverhältnis": "employment_type",
    "art der beschäftigung": "employment_type",
    "tipo de empleo": "employment_type",
    "tipo de emprego": "employment_type",
    "job function": "job_function",
    "fonction": "job_function",
    "tätigkeitsbereich": "job_function",
    "función laboral": "job_function",
    "función": "job_function",
    "função": "job_function",
    "industries": "industries",
    "industry": "industries",
    "secteurs": "industries",
    "secteur": "industries",
    "branchen": "industries",
    "branche": "industries",
    "sectores": "industries",
    "sector": "industries",
    "setores": "industries",
    "setor": "industries",
}

# Each label in lower case with straight apostrophes; None: the board says "no level".
SENIORITY = {
    "internship": "Internship",
    "stage": "Internship",
    "stagiaire": "Internship",
    "stagiaire / alternant": "Internship",
    "stage / alternance": "Internship",
    "praktikum": "Internship",
    "prácticas": "Internship",
    "estágio": "Internship",
    "entry level": "Entry level",
    "premier emploi": "Entry level",
    "débutant": "Entry level",
    "niveau débutant": "Entry level",
    "premier échelon": "Entry level",
    "berufseinstieg": "Entry level",
    "sin experiencia": "Entry level",
    "assistente": "Entry level",
    "associate": "Associate",
    "associé": "Associate",
    "expérimenté": "Associate",
    "asociado": "Associate",
    "algo de responsabilidad": "Associate",
    "júnior": "Associate",
    "pleno-sênior": "Mid-Senior level",
    "mid-senior level": "Mid-Senior level",
    "intermédiaire et senior": "Mid-Senior level",
    "intermédiaire/senior": "Mid-Senior level",
    "intermédiaire-sénior": "Mid-Senior level",
    "confirmé": "Mid-Senior level",
    "intermedio": "Mid-Senior level",
    "director": "Director",
    "directeur": "Director",
    "direktor": "Director",
    "diretor": "Director",
    "executive": "Executive",
    "cadre dirigeant": "Executive",
    "cadre supérieur": "Executive",
    "exécutif": "Executive",
    "ejecutivo": "Executive",
    "executivo": "Executive",
    "not applicable": None,
    "non pertinent": None,
    "non applicable": None,
    "sans objet": None,
    "nicht zutreffend": None,
    "keine angabe": None,
    "no corresponde": None,
    "não aplicável": None,
}

EMPLOYMENT = {
    "full-time": "Full-time",
    "temps plein": "Full-time",
    "vollzeit": "Full-time",
    "jornada completa": "Full-time",
    "tiempo completo": "Full-time",
    "tempo integral": "Full-time",
    "part-time": "Part-time",
    "temps partiel": "Part-time",
    "teilzeit": "Part-time",
    "media jornada": "Part-time",
    "tiempo parcial": "Part-time",
    "meio período": "Part-time",
    "tempo parcial": "Part-time",
    "contract": "Contract",
    "contrat": "Contract",
    "contractuel": "Contract",
    "cdd": "Contract",
    "cdd ou mission": "Contract",
    "befristet": "Contract",
    "vertrag": "Contract",
    "contrato": "Contract",
    "contrato por obra": "Contract",
    "temporary": "Temporary",
    "temporaire": "Temporary",
    "intérim": "Temporary",
    "aushilfe": "Temporary",
    "temporal": "Temporary",
    "temporário": "Temporary",
    "internship": "Internship",
    "stage": "Internship",
    "stage / alternance": "Internship",
    "praktikum": "Internship",
    "prácticas": "Internship",
    "estágio": "Internship",
    "volunteer": "Volunteer",
    "bénévolat": "Volunteer",
    "bénévole": "Volunteer",
    "ehrenamt": "Volunteer",
    "voluntario": "Volunteer",
    "voluntário": "Volunteer",
    "other": "Other",
    "autre": "Other",
    "sonstiges": "Other",
    "otro": "Other",
    "outro": "Other",
}


def plain_label(text: str) -> str:
    """A label as the tables above write it: lower case, straight apostrophe."""
    return text.lower().replace("’", "'").rstrip(" :")
