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
        ("Wees een van de eerste 25 sollicitanten", (0, 24)),
        ("İlk 25 başvurandan biri olun", (0, 24)),
        ("200'den fazla başvuru", (201, None)),
        ("Seja um dos 25 primeiros a se candidatar", (0, 24)),
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
    ("drawn", "interval"),
    [(None, (25, 25)), ("clock", (0, 24)), ("notify-pebble", (26, None))],
)
def test_the_drawing_beside_words_that_are_not_known_tells_the_bound(
    drawn: str | None, interval: tuple[int, int | None]
) -> None:
    assert phrases.applicants("25 xyz", drawn) == interval


def test_a_bound_of_unknown_words_and_drawing_is_refused() -> None:
    with pytest.raises(ValueError, match="bound"):
        phrases.applicants("25 xyz", "figure")


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
        ("6 dagen geleden", timedelta(days=6)),
        ("10 ay önce", timedelta(days=300)),
        ("2 saat önce", timedelta(hours=2)),
        ("för 3 timmar sedan", timedelta(hours=3)),
        ("for 2 uger siden", timedelta(weeks=2)),
        ("4 tygodnie temu", timedelta(weeks=4)),
        ("3 viikkoa sitten", timedelta(weeks=3)),
        ("2 jam yang lalu", timedelta(hours=2)),
        ("5か月前", timedelta(days=150)),
        ("3 天前", timedelta(days=3)),
        ("1주 전", timedelta(weeks=1)),
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
        ("Abidjan, Côte d'Ivoire", ("Abidjan", None, "Côte d'Ivoire")),
        ("Georgia", (None, None, None)),
        ("Istanbul, Türkiye", ("Istanbul", None, "Türkiye")),
        ("Calgary, Alberta, Kanada", ("Calgary", "Alberta", "Canada")),
        ("Nederland", (None, None, "Netherlands")),
        ("North Brabant, Netherlands", (None, "North Brabant", "Netherlands")),
        ("Hong Kong, Hong Kong SAR", ("Hong Kong", None, "Hong Kong SAR")),
        ("Toronto, ON, CA", ("Toronto", "ON", "Canada")),
        ("Austin, TX, US", ("Austin", "TX", "United States")),
        ("San Jose, CA", ("San Jose", "CA", "United States")),
        ("Leeds, GB", ("Leeds", None, "United Kingdom")),
        ("Granada", ("Granada", None, None)),
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
    ("said", "plain"),
    [
        ("Cook (No longer accepting applications)", "Cook"),
        ("Koch (Bewerbungen werden nicht mehr angenommen)", "Koch"),
        ("Cook (nights)", "Cook (nights)"),
    ],
)
def test_a_closed_posting_s_title_is_the_title_alone(said: str, plain: str) -> None:
    assert phrases.without_closed(said) == plain


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("You will work with our team and help the people we are here for.", "en"),
        ("Vous aiderez les équipes dans la gestion des dossiers avec nous.", "fr"),
        ("A NEW DAY", None),
        ("Du bliver del af vores hold. Vores kunder lærer af dig, og af vores.", "da"),
        ("募集しています。チームで働き、Python の経験が必要です。", "ja"),
        ("", None),
    ],
)
def test_a_language_is_told_or_left_open(said: str, code: str | None) -> None:
    assert language.guess(said) == code
