"""Pages that are not as usual: what is missing or odd costs that field only."""

import re
from pathlib import Path
from typing import Any

import pytest

from lib.scrape import pages

OWN = Path(__file__).parent / "pages"
FULL = (OWN / "detail_french_full.html").read_text(encoding="utf-8")
CLOSED = (OWN / "detail_closed_without_place.html").read_text(encoding="utf-8")
CARDS = (OWN / "cards_fragment.html").read_text(encoding="utf-8")
LD = re.search(r"<script type=.application/ld.json.>(.*?)</script>", FULL, re.S)[1]  # type: ignore[index]
# what a page without its JSON-LD does not know
WITHOUT_LD = {
    "country": None,
    "posted_at": None,
    "posted_at_source": None,
    "is_remote": None,
    "months_of_experience": None,
    "valid_through": None,
    "pay_text": None,
}


def fields(page: str) -> dict[str, Any]:
    read = pages.read(page)
    assert read.kind == "posting" and read.posting
    return read.posting.model_dump()


def changed(page: str) -> dict[str, Any]:
    """The fields that differ from those of the page as it usually is."""
    usual = fields(FULL)
    return {name: said for name, said in fields(page).items() if said != usual[name]}


def with_ld(script: str) -> str:
    return FULL.replace(LD, script)


@pytest.mark.parametrize(
    "script",
    [
        f"[{LD}]",
        f'{{"@graph": [{{"@type": "Organization"}}, {LD}]}}',
        f'[{{"@graph": [{LD}]}}]',
        f"<!-- {LD} -->",
        f"//<![CDATA[\n{LD}\n//]]>",
        LD.replace('"JobPosting"', '"https://schema.org/JobPosting"'),
        LD.replace('"JobPosting"', '["Thing", "JobPosting"]'),
    ],
    ids=["array", "graph", "graph in array", "comment", "cdata", "type url", "types"],
)
def test_json_ld_is_found_however_it_is_wrapped(script: str) -> None:
    assert changed(with_ld(script)) == {}


def test_json_ld_may_name_its_charset() -> None:
    assert changed(FULL.replace("ld+json", "ld+json; charset=utf-8")) == {}


@pytest.mark.parametrize("script", ["", LD[:200], "[]", "null", "{" * 5000])
def test_json_ld_that_is_absent_or_broken_costs_what_it_alone_says(
    script: str,
) -> None:
    assert changed(with_ld(script)) == WITHOUT_LD


@pytest.mark.parametrize(
    ("find", "instead", "expected"),
    [
        ("<(/?)h1", r"<\1h2", {}),
        ("<(/?)h1", r"<\1h3", {}),
        (" topcard__title", "", {}),
        ("<h1.*?</h1>", "", {"title": "Adjoint(e)"}),
        ("topcard__org-name-link", "x", {}),
        (
            "<a class=.topcard__org-name-link[^>]*>(.*?)</a>",
            r"\1",
            {"company_url": None},
        ),
        (
            "topcard__flavor topcard__flavor--bullet",
            "x",
            {"location": "Montréal, QC", "city": "Montréal", "region": "QC"},
        ),
        ("num-applicants__caption", "x", {"applicants_low": None}),
        (
            "Plus de 200&nbsp;candidats",
            "Faites partie des 25&nbsp;premiers candidats",
            {"applicants_low": 0, "applicants_high": 24},
        ),
        ("show-more-less-html__markup", "x", {}),
        (
            "Niveau hiérarchique",
            "Autre rang",
            {"seniority_level": None, "seniority_level_raw": None},
        ),
        (
            "Premier emploi",
            "Chef",
            {"seniority_level": None, "seniority_level_raw": "Chef"},
        ),
        ("Type d’emploi", "Type d'emploi :", {}),
        ("4900000010", "190000010", {"posting_id": "190000010"}),
        (
            "2026-11-20T23:30:00.000-05:00",
            "2026-11-20",
            {"posted_at": "2026-11-20T00:00:00Z"},
        ),
        (
            "2026-11-20T23:30:00.000-05:00",
            "soon",
            {"posted_at": None, "posted_at_source": None},
        ),
        ("public_jobs_apply-link-simple_onsite", "x", {"apply_kind": None}),
    ],
)
def test_a_changed_block_changes_its_own_fields_only(
    find: str, instead: str, expected: dict[str, Any]
) -> None:
    page, count = re.subn(find, instead, FULL, flags=re.S)

    found = changed(page)

    assert count
    found.pop("url", None)
    assert found == expected


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        ("$65,000.00/yr - $75,000.00/yr", None),
        ("CA$130,000.00/yr - CA$160,000.00/yr", None),
        (
            "75\u202f000,00\u00a0$US/an - 90\u202f000,00\u00a0$US/an",
            "75 000,00 $US/an - 90 000,00 $US/an",
        ),
        ("\n  £31.00/hr <!---->\n", "£31.00/hr"),
    ],
)
def test_a_pay_block_is_kept_as_it_is_written(block: str, shown: str | None) -> None:
    place = '<section class="description">'
    pay = f'<section><b class="compensation__salary">{block}</b></section>'

    found = changed(FULL.replace(place, pay + place))

    assert found == {"pay_text": shown or block}


@pytest.mark.parametrize(
    "words",
    ["No longer accepting applications", "Les candidatures ne sont plus acceptées"],
)
def test_a_closed_posting_is_known_by_class_or_by_the_words_of_its_top_card(
    words: str,
) -> None:
    by_words = re.sub(r"closed-job[\w-]*", "x", CLOSED).replace(
        "No longer accepting applications", words
    )

    assert fields(CLOSED)["is_closed"] and fields(by_words)["is_closed"]
    assert fields(CLOSED)["location"] is None


def test_a_text_that_speaks_of_closed_postings_closes_nothing() -> None:
    page = FULL.replace("<p>Merci", "<p>No longer accepting applications</p><p>Merci")

    assert fields(page)["is_closed"] is False


def test_the_title_for_sharing_is_the_last_resort() -> None:
    said = "Brook hiring Cook, Nights in Gaspé, QC | LinkedIn"
    head = f'<html><head><meta property="og:title" content="{said}"></head><body>'
    page = '<section class="top-card-layout"><h3 class="v2">?</h3></section>'

    assert fields(head + page)["title"] == "Cook, Nights"


def test_a_top_card_that_names_nothing_is_a_changed_page() -> None:
    assert (
        pages.read('<section class="top-card-layout"><p>?</p></section>').kind
        == "changed"
    )


@pytest.mark.parametrize(
    ("find", "instead", "lost"),
    [
        (r'data-entity-urn="[^"]*[12]"', "", set()),
        (r"<(/?)h3", r"<\1h2", set()),
        (r"<h4.*?</h4>", "", {"company", "company_url"}),
        (r"<time.*?</time>", "", {"posted_date"}),
        ("job-search-card__location", "x", {"location"}),
    ],
)
def test_a_changed_block_of_a_card_changes_its_own_fields_only(
    find: str, instead: str, lost: set[str]
) -> None:
    usual = pages.read(CARDS).cards
    page, count = re.subn(find, instead, CARDS, flags=re.S)

    found = pages.read(page).cards

    assert count and len(found) == len(usual)
    for card, before in zip(found, usual, strict=True):
        assert card == before.model_copy(update=dict.fromkeys(lost))


def test_cards_without_any_id_are_a_changed_page() -> None:
    page = re.sub(r'data-entity-urn="[^"]*"|href="[^"]*"', "", CARDS)

    read = pages.read(page)

    assert (read.kind, read.cards) == ("changed", [])
    assert read.field_errors["card"]


def test_a_hostile_address_of_a_wall_costs_nothing() -> None:
    assert pages.read(b"", status=302, location="http://[/login").kind == "changed"


@pytest.mark.parametrize("name", ["cards_fragment", "detail_dutch_full"])
def test_a_page_cut_anywhere_says_nothing_that_the_whole_one_does_not(
    name: str,
) -> None:
    page = (OWN / f"{name}.html").read_text(encoding="utf-8")
    whole = pages.read(page)
    known = {card.posting_id: card for card in whole.cards}

    for length in range(1, len(page), 3):
        cut = pages.read(page[:length])

        for card in cut.cards:
            assert_known(card, known[card.posting_id])
        if cut.posting:
            assert_known(cut.posting, whole.posting)


def assert_known(found: Any, whole: Any) -> None:
    """Every field is as on the whole page, or unknown; an address may lack its slug."""
    for field, said in found:
        if said is not None and said != getattr(whole, field):
            assert field == "url" and said.endswith(f"/{found.posting_id}")


def test_a_text_that_is_cut_off_is_none_and_is_counted() -> None:
    page = FULL[: FULL.index("</div>", FULL.index("show-more-less-html__markup"))]

    read = pages.read(re.sub("<script.*?</script>", "", page, flags=re.S))

    assert read.posting and read.posting.description is None
    assert read.field_errors["description"]


def test_criteria_that_are_not_known_are_read_from_the_json_ld() -> None:
    page = re.sub("Type d’emploi|Secteurs", "?", FULL)
    told = '{"employmentType": "PART_TIME", "industry": "Brick, Clay", '

    found = fields(page.replace(LD, told + LD.strip()[1:]))

    assert found["employment_type"] == "Part-time"
    assert found["industries"] == "Brick, Clay"


def test_cards_whose_own_class_is_gone_are_found_by_their_titles() -> None:
    usual = pages.read(CARDS).cards
    page = re.sub('base-search-card(?=[ "])|job-search-card(?=[ "])', "x", CARDS)

    found = pages.read(page).cards

    assert len(found) > 1 and all(card in usual for card in found)


def test_a_job_page_without_its_posting_is_no_wall() -> None:
    head = '<html><head><meta name="pageKey" content="d_jobs_guest_details">'

    assert pages.read(head + "<a href='/authwall?x=1'>").kind == "changed"


def test_a_script_that_leads_to_the_wall_is_one() -> None:
    page = "<html><head><script>location.href='/authwall?trk=1'</script></head></html>"

    assert pages.read(page).kind == "blocked"
