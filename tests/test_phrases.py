"""Phrases of a page: applicants, ages, places, remote work, languages."""

from datetime import timedelta

import pytest

from lib.scrape import language, phrases, places, text


@pytest.mark.parametrize(
    ("said", "interval"),
    [
        ("Be among the first 25 applicants", (0, 24)),
        ("Faites partie des 25 premiers candidats", (0, 24)),
        ("102 applicants", (102, 102)),
        ("1,034 applicants", (1034, 1034)),
        ("1\u202f034 candidats", (1034, 1034)),
        ("Over 200 applicants", (201, None)),
        ("Plus de 200\u00a0candidats", (201, None)),
        ("Über 200 Bewerber", (201, None)),
        ("Mais de 200 candidaturas", (201, None)),
        ("200+ applicants", (200, None)),
        ("Fewer than 25 applicants", (0, 24)),
        ("Moins de 25 candidats", (0, 24)),
        ("Soyez parmi les 25 premiers candidats", (0, 24)),
        ("1.034 Bewerber", (1034, 1034)),
    ],
)
def test_applicants_are_an_interval(
    said: str, interval: tuple[int, int | None]
) -> None:
    assert phrases.applicants(text.one_line(said) or "") == interval


@pytest.mark.parametrize(
    "said", ["Be an early applicant", "Over 100 people clicked apply", "99999999"]
)
def test_a_phrase_that_counts_no_applicants_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="applicants"):
        phrases.applicants(said)


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("Just now", timedelta()),
        ("7 minutes ago", timedelta(minutes=7)),
        ("1 hour ago", timedelta(hours=1)),
        ("3 days ago", timedelta(days=3)),
        ("2 weeks ago", timedelta(weeks=2)),
        ("1 month ago", timedelta(days=30)),
        ("6 years ago", timedelta(days=6 * 365)),
        ("il y a 11\u00a0heures", timedelta(hours=11)),
        ("il y a 5 minutes", timedelta(minutes=5)),
        ("il y a 1 jour", timedelta(days=1)),
        ("il y a 3 semaines", timedelta(weeks=3)),
        ("il y a 2 mois", timedelta(days=60)),
        ("il y a 1 an", timedelta(days=365)),
        ("vor 4 Tagen", timedelta(days=4)),
        ("hace 2 semanas", timedelta(weeks=2)),
        ("há 3 dias", timedelta(days=3)),
        ("há 1 mês", timedelta(days=30)),
        ("Reposted 2 weeks ago", timedelta(weeks=2)),
        ("30+ days ago", timedelta(days=30)),
        ("il y a plus de 30 jours", timedelta(days=30)),
        ("an hour ago", timedelta(hours=1)),
        ("il y a un mois", timedelta(days=30)),
        ("il y a un an", timedelta(days=365)),
        ("vor einer Woche", timedelta(weeks=1)),
        ("yesterday", timedelta(days=1)),
        ("hier", timedelta(days=1)),
        ("aujourd’hui", timedelta()),
        ("5d", timedelta(days=5)),
        ("2w ago", timedelta(weeks=2)),
        ("1mo", timedelta(days=30)),
        ("3 giorni fa", timedelta(days=3)),
    ],
)
def test_a_phrase_tells_an_age(said: str, ago: timedelta) -> None:
    assert phrases.age(text.one_line(said) or "") == ago


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("Toronto, Ontario, Canada", ("Toronto", "Ontario", "Canada")),
        ("Quebec, Canada", (None, "Quebec", "Canada")),
        ("Greater Toronto Area, Canada", ("Greater Toronto Area", None, "Canada")),
        ("Canada", (None, None, "Canada")),
        ("Fort Lauderdale, FL", ("Fort Lauderdale", "FL", "United States")),
        (
            "San Francisco, Californie, États-Unis",
            ("San Francisco", "Californie", "United States"),
        ),
        (
            "Greater Montreal Metropolitan Area",
            ("Greater Montreal Metropolitan Area", None, None),
        ),
        ("Berlin, Berlin, Germany", ("Berlin", "Berlin", "Germany")),
        ("Oslo, Norway", ("Oslo", None, "Norway")),
        ("London Area, United Kingdom", ("London Area", None, "United Kingdom")),
        (
            "Capital Region of Denmark, Denmark",
            (None, "Capital Region of Denmark", "Denmark"),
        ),
        ("Atlanta, Georgia, United States", ("Atlanta", "Georgia", "United States")),
        ("Tbilisi, Georgia", ("Tbilisi", None, None)),
        ("Halifax, NS", ("Halifax", "NS", "Canada")),
        ("Remote", (None, None, None)),
        ("Remote, Canada", (None, None, "Canada")),
        ("Remote in Canada", (None, None, "Canada")),
        ("Toronto, ON (Hybrid)", ("Toronto", "ON", "Canada")),
        ("Toronto, Ontario, Canada · Remote", ("Toronto", "Ontario", "Canada")),
        ("Région de Montréal", ("Région de Montréal", None, None)),
        (
            "Région de Bruxelles-Capitale, Belgique",
            (None, "Région de Bruxelles-Capitale", "Belgium"),
        ),
        ("Paris et périphérie", ("Paris et périphérie", None, None)),
        (
            "London, England, United Kingdom",
            ("London", "England", "United Kingdom"),
        ),
        (
            "Portland, Oregon Metropolitan Area",
            ("Portland, Oregon Metropolitan Area", None, None),
        ),
        ("Abidjan, Côte d'Ivoire", ("Abidjan", None, "Côte d’Ivoire")),
        ("Georgia", (None, None, None)),
        ("Anywhere in the US", (None, None, None)),
        ("Plusieurs lieux", (None, None, None)),
        ("{:location}", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_a_place_is_split_without_guessing(
    said: str | None, parts: tuple[str | None, ...]
) -> None:
    assert tuple(places.split(said)) == parts


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Data Analyst | Remote", True),
        ("Conseiller (télétravail)", True),
        ("Remote Sensing Scientist", None),
        ("Analyst (hybrid, partly remote)", None),
        ("Nurse", None),
    ],
)
def test_remote_work_needs_clear_words(title: str, expected: bool | None) -> None:
    assert phrases.says_remote(title, "Toronto, Ontario, Canada") is expected


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("You will work with our team and help the people we are here for.", "en"),
        ("Vous aiderez les équipes dans la gestion des dossiers avec nous.", "fr"),
        ("A NEW DAY", None),
        ("", None),
    ],
)
def test_a_language_is_told_or_left_open(said: str, code: str | None) -> None:
    assert language.guess(said) == code
