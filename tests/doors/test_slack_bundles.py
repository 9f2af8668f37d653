"""Stories of a bundle: picked from its menu, they have the buttons of a card."""

import pytest

from bot.adapters.slack.blocks import BUTTON_LABELS
from bot.model import AlertKind, AlertState, JudgementKind
from bot.tables import load_tables
from tests.fakes.killed_line import START
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import action_body, buttons_of, picks_of, text_of

TABLES = load_tables()
PLACES = ("청주", "광주", "부산")
ITEMS = (
    (-60, "old", "가람반도체 지난달 소식 정리", "지난달 소식이다. 이미 나온 이야기다."),
    *(
        (
            3,
            f"deal{number}",
            f"가람반도체, {place}와 {number + 3}번째 협약",
            "\n".join(
                (
                    f"가람반도체는 {place}에서 {number + 3}번째 협약을 맺었다고 20일 밝혔다.",
                    f"{place}시는 {number * 37 + 11}억원을 내고 {number + 2028}년까지 부지를 마련한다.",
                    f"{place} 시장은 “{place}의 {number + 1}대 사업”이라고 말했다.",
                )
            ),
        )
        for number, place in enumerate(PLACES)
    ),
)


@pytest.fixture
def desk(tmp_path):
    with slack_office(tmp_path, TABLES, items=ITEMS, minutes=9, burst_cards=2) as office:
        yield office


def bundle_of(desk):
    (message,) = desk.space.standing(desk.channel)
    return message


def picked(desk, place, **who):
    """The answer to picking the place's story from the menu."""
    bundle = bundle_of(desk)
    (pick,) = (pick for label, pick in picks_of(bundle.content).items() if place in label)
    return desk.press(pick, ts=bundle.ts, **who)


def judged(desk):
    return [each.kind for each in desk.app.store.judgements.in_force(desk.app.clock.now())]


def test_the_menu_numbers_the_stories_as_the_lines_do(desk):
    content = bundle_of(desk).content

    (lines,) = (part for part in content["blocks"][0]["elements"] if "list" in part["type"])
    assert lines["style"] == "ordered"
    titles = [item["elements"][0]["text"] for item in lines["elements"]]
    assert list(picks_of(content)) == [f"{n}. {title}" for n, title in enumerate(titles, 1)]


def test_a_picked_story_has_the_buttons_of_a_card_for_one_person(desk):
    answer = picked(desk, "광주")

    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert "광주와 4번째 협약" in text_of(answer)
    assert list(buttons_of(answer)) == list(BUTTON_LABELS.values())
    assert judged(desk) == []


def test_why_tells_of_the_picked_story(desk):
    answer = desk.press(buttons_of(picked(desk, "광주"))["왜 왔나"], ts="")

    assert "광주와 4번째 협약" in text_of(answer)
    assert "바로 알립니다" in text_of(answer)


def test_who_handles_a_story_is_told_in_the_bundles_thread_and_on_its_line(desk):
    answer = desk.press(buttons_of(picked(desk, "광주"))["확인"], ts="")
    desk.sweep()
    handled = text_of(bundle_of(desk).content)
    desk.press(buttons_of(answer)["되돌리기"])
    desk.sweep()

    assert (answer["response_type"], answer["thread_ts"]) == ("in_channel", bundle_of(desk).ts)
    assert text_of(answer).startswith(
        "민지 님이 확인하고 있습니다. 「가람반도체, 광주와 4번째 협약」"
    )
    assert handled.count("담당 민지 님") == 1
    assert "담당" not in text_of(bundle_of(desk).content)


@pytest.mark.parametrize(
    ("path", "kind", "mark"),
    [
        (("무관",), JudgementKind.IRRELEVANT, "무관으로 표시"),
        (("음소거", "이 사건"), JudgementKind.MUTE_STORY, "이 사건 음소거"),
        (("음소거", "1시간"), JudgementKind.MUTE_TERM, ""),
        (("이 매체 제외",), JudgementKind.NEVER_OUTLET, ""),
    ],
)
def test_a_judgement_is_kept_shown_audited_and_undone(desk, path, kind, mark):
    answer = picked(desk, "부산")
    for label in path:
        answer = desk.press(buttons_of(answer)[label], ts="")
    held = judged(desk)
    desk.sweep()
    shown = text_of(bundle_of(desk).content)
    (undo,) = buttons_of(answer).values()
    desk.press(undo, ts="")
    desk.sweep()

    assert held == [kind]
    assert shown.count(mark) == 1 or not mark
    assert judged(desk) == []
    assert not mark or mark not in text_of(bundle_of(desk).content)
    actions = [row.action for row in desk.app.store.judgements.audit("#test", 10)]
    assert actions == [f"{kind}_withdrawn", str(kind)]


def test_ten_deliveries_of_one_pick_have_one_answer(desk):
    (pick, *_) = picks_of(bundle_of(desk).content).values()
    body = action_body(pick, "UMEMBER", desk.channel, desk.mailbox.url)

    for _ in range(10):
        desk.send(body)

    assert len(desk.mailbox.answers) == 1


@pytest.mark.parametrize("user", ["UGUEST", "USTRANGER", "UELSEWHERE", "UGONE"])
def test_who_may_not_look_learns_no_title(desk, user):
    answer = picked(desk, "광주", user=user)

    assert "협약" not in text_of(answer)
    assert not buttons_of(answer)


def test_a_story_that_is_gone_says_so(desk):
    pick = {"action_id": "sosik_pick", "selected_option": {"value": "12345"}}

    answer = desk.press(pick)

    assert text_of(answer)
    assert "처리하지 못했습니다" not in text_of(answer)


def test_a_story_muted_before_its_bundle_went_out_is_taken_out_of_it(tmp_path):
    with slack_office(tmp_path, TABLES, items=ITEMS, minutes=2, burst_cards=2) as desk:
        desk.space.refusals["chat.postMessage"] = "restricted_action"
        desk.sweep(7)
        alerts = desk.app.store.alerts
        (bundle,) = (
            each
            for each in alerts.alerts((AlertState.BLOCKED,), 9)
            if each.kind is AlertKind.BUNDLE
        )
        story = next(
            each
            for each in desk.app.store.stories.stories(START, 9)
            if "광주" in each.members[0].article.title
        )
        answer = desk.press({"action_id": "sosik_irrelevant", "value": str(story.id)})
        desk.space.refusals.clear()
        desk.happen("channel_unarchive", user="UMEMBER", channel=desk.channel)
        desk.sweep(2)
        content = next(
            each.content
            for each in desk.space.standing(desk.channel)
            if each.delivery_id == bundle.delivery_id
        )
        told = len(desk.space.standing(desk.channel))
        desk.press(buttons_of(answer)["되돌리기"])
        desk.sweep(2)

        assert f"소식 {len(picks_of(content))}건" in text_of(content)
        assert "청주" in text_of(content)
        assert "광주" not in text_of(content)
        last = desk.space.standing(desk.channel)[told:]
        heads = [text_of(each.content).partition("\n")[0] for each in last]
        assert heads.count("가람반도체, 광주와 4번째 협약") == 1
