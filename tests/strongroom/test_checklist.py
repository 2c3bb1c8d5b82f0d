"""Files held against checklists: decisions by tables, and lists that contradict themselves are refused."""

import datetime as dt

import pytest

from strongroom.checklist import AHEAD, Filed, Gap, Held, Need, Sort, Standing, check_sorts, gaps, needs_of
from strongroom.checklist_toml import MAX_CHARACTERS, default_checklists, parse_checklists
from strongroom.contact import checked_mail
from strongroom.errors import BadChecklist, BadForm
from strongroom.ids import DocumentId
from strongroom.kind import catalogue

TODAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)
WHO, LICENCE = Need(kinds=("passport", "cn_id_card")), Need(kinds=("business_licence",))
SORTS = {"company": Sort(id="company", title="Company", title_zh="公司", basis="invented", needs=(WHO, LICENCE))}
VALID = Held(document=DocumentId("L"), kind="business_licence")


def paper(kind: str, expires_on: dt.date | None, document: str = "P") -> Held:
    return Held(document=DocumentId(document), kind=kind, expires_on=expires_on)


def file(*papers: Held, sort: str | None = "company", wanted: tuple[str, ...] = ()) -> Filed:
    return Filed(hash=b"c", sort=sort, wanted=wanted, papers=papers)


@pytest.mark.parametrize(
    ("expires_on", "standing"),
    [
        (None, None),
        (TODAY - DAY, Standing.EXPIRED),
        (TODAY, Standing.EXPIRING),  # it is valid to the end of the day it names
        (TODAY + AHEAD, Standing.EXPIRING),
        (TODAY + AHEAD + DAY, None),
    ],
)
def test_a_paper_meets_a_need_until_the_end_of_its_last_day(
    expires_on: dt.date | None, standing: Standing | None
) -> None:
    held = paper("passport", expires_on)
    wanted = () if standing is None else (Gap(need=WHO, standing=standing, paper=held),)
    assert wanted == gaps(file(held, VALID), SORTS, TODAY)


@pytest.mark.parametrize(
    ("papers", "missing"),
    [
        ((), (WHO, LICENCE)),
        ((VALID,), (WHO,)),
        ((VALID, paper("passport", None)), ()),
        ((VALID, paper("cn_id_card", TODAY + 2 * AHEAD)), ()),  # any of the kinds is enough
        ((VALID, paper("invoice", None)), (WHO,)),
    ],
)
def test_what_no_paper_meets_is_missing(papers: tuple[Held, ...], missing: tuple[Need, ...]) -> None:
    assert [(need, Standing.MISSING) for need in missing] == [
        (gap.need, gap.standing) for gap in gaps(file(*papers), SORTS, TODAY)
    ]


def test_of_several_papers_the_one_counts_that_is_valid_longest() -> None:
    old, new = paper("passport", TODAY - DAY, "OLD"), paper("cn_id_card", TODAY + 10 * DAY, "NEW")
    (gap,) = gaps(file(new, old, VALID), SORTS, TODAY)
    assert (Standing.EXPIRING, new) == (gap.standing, gap.paper)


@pytest.mark.parametrize(
    ("kept", "waiting", "standing"),
    [
        (None, TODAY + 2 * AHEAD, Standing.WAITING),
        (None, None, Standing.WAITING),  # its end may not be settled yet
        (None, TODAY - DAY, Standing.MISSING),
        (TODAY - DAY, TODAY + 2 * AHEAD, Standing.WAITING),
        (TODAY - DAY, TODAY - DAY, Standing.EXPIRED),
        (TODAY + DAY, TODAY + 2 * AHEAD, Standing.EXPIRING),  # what is kept still does
    ],
)
def test_a_paper_in_review_meets_no_need_but_is_not_missing_either(
    kept: dt.date | None, waiting: dt.date | None, standing: Standing
) -> None:
    here = (paper("passport", kept, "OLD"),) if kept else ()
    undecided = Held(document=DocumentId("NEW"), kind="passport", expires_on=waiting, decided=False)
    (gap,) = gaps(file(*here, undecided, VALID), SORTS, TODAY)
    assert standing is gap.standing
    assert (gap.paper == undecided) is (standing is Standing.WAITING)


def test_the_worst_gap_comes_first() -> None:
    held = file(paper("passport", TODAY + DAY), sort="company", wanted=("contract",))
    assert [Standing.MISSING, Standing.MISSING, Standing.EXPIRING] == [gap.standing for gap in gaps(held, SORTS, TODAY)]


@pytest.mark.parametrize(
    ("sort", "wanted", "needs"),
    [
        (None, (), ()),
        (None, ("contract",), (Need(kinds=("contract",)),)),
        ("company", ("business_licence",), (WHO, LICENCE)),  # wanted already
        ("company", ("passport",), (WHO, LICENCE, Need(kinds=("passport",)))),  # more than the list asks
        ("no longer a sort", (), ()),
    ],
)
def test_a_file_needs_what_its_list_says_and_what_is_wanted_besides(
    sort: str | None, wanted: tuple[str, ...], needs: tuple[Need, ...]
) -> None:
    assert needs == needs_of(file(sort=sort, wanted=wanted), SORTS)


def test_the_lists_of_the_product_fit_its_kinds_and_are_proposals_in_both_languages() -> None:
    sorts = check_sorts(parse_checklists(default_checklists()), catalogue())
    assert {"private_person", "company_cn", "company_foreign", "employee", "employee_foreign"} == sorts.keys()
    assert not any(sort.verified for sort in sorts.values())
    assert all(sort.titled("en") != sort.titled("zh-CN") for sort in sorts.values())


GOOD = """
[[sort]]
id = "tenant"
title = "Tenant"
title_zh = "租户"
basis = "house rule"
status = "verified"
[[sort.need]]
kinds = ["contract", "contract"]
"""


def test_a_list_of_the_house_is_read() -> None:
    (sort,) = parse_checklists(GOOD)
    assert ("tenant", True, (Need(kinds=("contract",)),)) == (sort.id, sort.verified, sort.needs)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not TOML",
        GOOD.replace('"verified"', '"surely"'),
        GOOD.replace('id = "tenant"', 'id = "Ten ant"'),
        GOOD.replace('title_zh = "租户"', ""),
        GOOD.replace("basis", "bases"),
        GOOD.replace('["contract", "contract"]', "[]"),
        GOOD.replace("[[sort.need]]", "[[sort.needs]]"),
        GOOD + " " * MAX_CHARACTERS,
    ],
)
def test_a_list_that_is_not_sound_is_refused(text: str) -> None:
    with pytest.raises(BadChecklist):
        parse_checklists(text)


def test_lists_that_contradict_each_other_or_the_kinds_are_refused() -> None:
    (sort,) = parse_checklists(GOOD)
    with pytest.raises(BadChecklist):
        check_sorts((sort, sort), catalogue())
    with pytest.raises(BadChecklist):
        check_sorts((sort,), {})


@pytest.mark.parametrize("typed", ["ada@example.org", " ada.b+c@mail.example.org ", ""])
def test_a_mail_address_is_kept_without_blanks(typed: str) -> None:
    assert typed.strip() == checked_mail(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "ada", "ada@localhost", "ada@example.org,ben@example.org", "ada@example.org;ben", "ada@exa mple.org", "a" * 300,
        "ada@example.org?bcc=ben", "ada\n@example.org", '"ada"@example.org', "ada@-example.org", "阿达@example.org",
        "ada..b@example.org",
    ],
)  # fmt: skip
def test_what_might_name_a_second_recipient_is_no_mail_address(typed: str) -> None:
    with pytest.raises(BadForm):
        checked_mail(typed)
