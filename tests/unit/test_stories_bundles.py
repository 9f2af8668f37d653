"""Bundles of a press release: who counts as a carrier, and who speaks for the story."""

import pytest

from bot.model import Evidence, Member, Relation, Story
from bot.outlets import parse_outlets
from bot.stories.coverage import coverage
from bot.stories.grouping import Grouper
from bot.stories.representative import lead
from tests.fakes.desk import GroupingDesk
from tests.fakes.releases import article
from tests.fakes.tables import background, outlets

OUTLETS = parse_outlets(
    """
outlets:
  - {name: 한들통신, tier: 1, kind: wire, hosts: [wire.example]}
  - {name: 새벽일보, publisher: 새벽미디어, tier: 1, kind: daily, hosts: [dawn.example]}
  - {name: 새벽비즈, publisher: 새벽미디어, tier: 2, kind: business, hosts: [biz.dawn.example]}
"""
)
R = Relation


def story(*tellings):
    """Each telling: outlet, length of the text, relation, and whose text it shares (0: nobody's)."""
    members = tuple(
        Member(
            article=article(
                number, "소식", "가" * length, number, outlet=outlet, url="https://x.example/1"
            ),
            relation=relation,
            evidence=(Evidence(rule="shares_text", score=0.9, detail=f"article {source}"),)
            if source
            else (),
        )
        for number, (outlet, length, relation, source) in enumerate(tellings, 1)
    )
    return Story(id=1, revision=len(members), members=members)


@pytest.mark.parametrize(
    ("told", "publishers", "releases", "leads"),
    [
        pytest.param([("갑", 900, R.FIRST, 0), ("을", 900, R.COPY, 1), ("병", 500, R.REWRITE, 0)], 3, 2, 3, id="whole copies are carriers"),
        pytest.param([("갑", 500, R.FIRST, 0), ("을", 900, R.REWRITE, 0), ("병", 900, R.RELEASE, 2)], 3, 2, 1, id="an independent first is no carrier"),
        pytest.param([("한들통신", 900, R.FIRST, 0), ("을", 900, R.COPY, 1), ("병", 900, R.COPY, 1)], 3, 0, 1, id="a wire's text is no release"),
        pytest.param([("갑", 900, R.FIRST, 0), ("한들통신", 900, R.COPY, 1), ("병", 500, R.REWRITE, 0)], 3, 1, 3, id="a wire that repeats a release"),
        pytest.param([("새벽일보", 900, R.FIRST, 0), ("새벽비즈", 900, R.COPY, 1), ("병", 500, R.REWRITE, 0)], 2, 0, 1, id="one house repeats itself"),
        pytest.param([("새벽일보", 900, R.FIRST, 0), ("새벽비즈", 900, R.COPY, 1), ("병", 500, R.COPY, 1)], 2, 2, 1, id="one house repeats a release"),
        pytest.param([("새벽일보", 900, R.FIRST, 0), ("병", 900, R.RELEASE, 1), ("새벽비즈", 500, R.REWRITE, 0)], 2, 1, 3, id="a family with a text of its own"),
        pytest.param([("갑", 900, R.FIRST, 0), ("을", 900, R.COPY, 77)], 2, 2, 1, id="its source is kept no more"),
    ],
)  # fmt: skip
def test_carriers_are_counted_and_an_own_text_leads(told, publishers, releases, leads):
    bundle = story(*told)

    covered = coverage(bundle, OUTLETS)

    assert (covered.publishers, covered.releases) == (publishers, releases)
    assert lead(bundle, OUTLETS).article.id == leads


def test_grouping_says_whose_text_an_article_shares():
    desk = GroupingDesk(Grouper(background(), outlets()))
    text = (
        "새결조선은 노르웨이 선사와 쇄빙선 3척을 짓는 7800억원 규모 계약을 맺었다고 4일 밝혔다. 인도 시점은 2029년 하반기다. "
        "새결조선은 올해 들어 수주 목표의 61%를 채웠다고 설명했다."
    )
    desk.place(article(1, "새결조선, 노르웨이 선사서 쇄빙선 3척 수주", text))

    placement = desk.place(article(2, "쇄빙선 3척 짓는 새결조선", text, 5, outlet="을"))

    assert [each.detail for each in placement.evidence if each.rule == "shares_text"] == [
        "article 1"
    ]
