"""Buttons under a card, the App Home, invitations: what they do, undo, and do once."""

import json
from dataclasses import replace

import pytest

from bot.model import AlertState, Judgement, JudgementKind
from bot.tables import load_tables
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import (
    BOT_USER,
    action_body,
    buttons_of,
    command_body,
    event_body,
    submission_body,
    text_of,
)

TABLES = load_tables()


@pytest.fixture
def desk(tmp_path):
    with slack_office(tmp_path, TABLES) as office:
        yield office


def judged(desk):
    now = desk.app.clock.now()
    return [(each.kind, each.subject) for each in desk.app.store.judgements.in_force(now)]


def test_why_is_answered_to_the_one_who_asked(desk):
    answer = desk.press(buttons_of(desk.card)["왜 왔나"])

    assert answer["response_type"] == "ephemeral"
    assert answer["replace_original"] is False
    assert "바로 알립니다" in text_of(answer)


def test_who_handles_a_story_is_told_in_its_thread_and_by_why(desk):
    answer = desk.press(buttons_of(desk.card)["확인"])

    assert judged(desk) == [(JudgementKind.ACKNOWLEDGE, str(desk.story_id))]
    assert (answer["response_type"], answer["thread_ts"]) == ("in_channel", "1.0")
    assert text_of(answer).startswith("민지 님이 확인하고 있습니다.")
    assert "확인(담당) — 민지 님" in text_of(desk.ask(f"why {desk.story_id}"))


def test_the_card_says_who_handles_its_story_until_that_is_taken_back(desk):
    before = len(desk.space.standing(desk.channel))
    answer = desk.press(buttons_of(desk.card)["확인"])
    desk.sweep()
    handled = text_of(desk.card)
    desk.press(buttons_of(answer)["되돌리기"])
    desk.sweep()

    assert "담당: 민지 님 (" in handled
    assert "담당" not in text_of(desk.card)
    assert len(desk.space.standing(desk.channel)) == before


def test_an_irrelevant_story_says_so_on_its_card_and_in_the_list(desk):
    desk.press(buttons_of(desk.card)["무관"])
    desk.sweep()
    marked = text_of(desk.card)
    listed = desk.ask("list")
    (undo,) = (
        b for label, b in buttons_of(listed).items() if label.startswith("「가람반도체, 청주")
    )
    desk.press(undo)
    desk.sweep()

    assert "무관으로 표시: 민지 님 (" in marked
    assert "무관 「가람반도체, 청주" in text_of(listed)
    assert "무관으로 표시" not in text_of(desk.card)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("1시간", JudgementKind.MUTE_TERM),
        ("오늘", JudgementKind.MUTE_TERM),
        ("이 사건", JudgementKind.MUTE_STORY),
    ],
)
def test_mute_asks_for_how_long_and_can_be_undone(desk, label, kind):
    choice = desk.press(buttons_of(desk.card)["음소거"])

    done = desk.press(buttons_of(choice)[label])
    held = judged(desk)
    (undo,) = buttons_of(done).values()
    desk.press(undo)

    assert [each for each, _ in held] == [kind]
    assert judged(desk) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("이 매체 제외", (JudgementKind.NEVER_OUTLET, "가나일보")),
        ("무관", (JudgementKind.IRRELEVANT, None)),
    ],
)
def test_a_judgement_is_kept_audited_and_undone(desk, label, expected):
    kind, subject = expected

    done = desk.press(buttons_of(desk.card)[label])
    held = judged(desk)
    again = desk.press(buttons_of(done)["되돌리기"])
    stale = desk.press(buttons_of(done)["되돌리기"])

    assert held == [(kind, subject or str(desk.story_id))]
    assert judged(desk) == []
    assert "되돌렸습니다" in text_of(again)
    assert "이미 되돌렸습니다" in text_of(stale)
    actions = [row.action for row in desk.app.store.judgements.audit("#test", 10)]
    assert actions == [f"{kind}_withdrawn", str(kind)]


@pytest.mark.parametrize("label", ["이 사건", "무관", "이 매체 제외"])
def test_a_judged_story_gets_no_update_in_its_thread(tmp_path, label):
    with slack_office(tmp_path, TABLES, minutes=7) as desk:
        before = len(desk.space.standing(desk.channel))
        buttons = buttons_of(desk.card)
        if label == "이 사건":
            buttons = buttons_of(desk.press(buttons["음소거"]))
        desk.press(buttons[label])

        desk.sweep(12)

        assert len(desk.space.standing(desk.channel)) == before == 1


def waiting(desk):
    """The card that nobody has seen yet."""
    states = (AlertState.PENDING, AlertState.BLOCKED)
    (card,) = desk.app.store.alerts.alerts(states, 9)
    return card


@pytest.mark.parametrize(
    "refusal", ["restricted_action", "ratelimited"], ids=["closed channel", "tried in vain"]
)
@pytest.mark.parametrize("asked", ["button", "command"])
def test_a_mute_calls_back_a_card_that_waits_after_a_try(tmp_path, refusal, asked):
    with slack_office(tmp_path, TABLES, minutes=3) as desk:
        desk.space.refusals["chat.postMessage"] = refusal
        desk.sweep(6)
        card = waiting(desk)
        if asked == "button":
            desk.press({"action_id": "sosik_mute_story", "value": str(card.story_id)})
        else:
            desk.ask("mute 가람반도체 오늘")
        desk.space.refusals.clear()
        desk.sweep(12)

        assert card.state is AlertState.BLOCKED or card.error
        assert desk.space.standing(desk.channel) == []
        assert desk.app.store.alerts.alert(card.id).state is AlertState.FOLDED


def test_a_card_promised_while_somebody_mutes_is_held_when_its_turn_comes(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=5) as desk:
        card = waiting(desk)
        mute = Judgement(
            channel="#test",
            kind=JudgementKind.MUTE_TERM,
            subject="가람반도체",
            who="UMEMBER",
            at=desk.app.clock.now(),
        )
        desk.app.store.judgements.keep(mute)  # as one that comes between placing and promise

        desk.sweep(12)

        assert desk.space.standing(desk.channel) == []
        assert desk.app.store.alerts.alert(card.id).state is AlertState.FOLDED


def test_a_suggested_exclude_is_one_click_and_undone(desk):
    desk.ask("add 패키징")
    button = {"action_id": "sosik_exclude:0", "value": '["패키징", "채용"]'}

    done = desk.press(button)
    (term,) = desk.app.store.terms.watchlists()[0].terms
    desk.press(buttons_of(done)["되돌리기"])
    (wider,) = desk.app.store.terms.watchlists()[0].terms

    assert term.exclude == ("채용",)
    assert wider.exclude == ()


@pytest.mark.parametrize(
    "value",
    ["", "[]", "없음", "99999999999999999999999", '["judgement", "x", "y"]', '{"a": 1}', "123"],
)
@pytest.mark.parametrize("act", ["mute", "undo", "exclude", "irrelevant", "nonsense"])
def test_a_button_of_nobody_knows_when_does_nothing(desk, act, value):
    answer = desk.press({"action_id": f"sosik_{act}", "value": value})

    assert text_of(answer)
    assert "처리하지 못했습니다" not in text_of(answer)
    assert judged(desk) == []


def test_ten_deliveries_of_one_press_have_one_effect(desk):
    body = action_body(buttons_of(desk.card)["무관"], "UMEMBER", desk.channel, desk.mailbox.url)

    for _ in range(10):
        desk.send(body)

    assert len(desk.app.store.judgements.audit("#test", 50)) == 1
    assert len(desk.mailbox.answers) == 1


def test_ten_deliveries_of_one_command_have_one_effect(desk):
    body = command_body("add 패키징", "UMEMBER", desk.channel, desk.mailbox.url)

    for _ in range(10):
        desk.send(body)

    assert len(desk.app.store.judgements.audit("#test", 50)) == 1
    assert len(desk.mailbox.answers) == 1


def test_ten_deliveries_of_one_modal_have_one_effect(desk):
    body = submission_body("패키징", "UMEMBER", desk.channel)

    for _ in range(10):
        desk.send(body)

    assert len(desk.app.store.judgements.audit("#test", 50)) == 1
    assert len(desk.space.views("views.update")) == 1


def test_an_invited_bot_greets_the_channel_once(desk):
    new = desk.space.add_channel("fresh")

    first = desk.happen("member_joined_channel", user=BOT_USER, channel=new.id)
    for _ in range(9):
        desk.send(first)
    desk.happen("member_joined_channel", user=BOT_USER, channel=new.id)
    desk.sweep(3)

    (card,) = desk.space.standing(new.id)
    assert "안녕하세요, 소식입니다" in text_of(card.content)
    assert "/watch add" in text_of(card.content)


def test_somebody_elses_coming_is_no_occasion(desk):
    desk.happen("member_joined_channel", user="UMEMBER", channel=desk.channel)
    desk.sweep(2)

    assert not any("안녕하세요" in text_of(m.content) for m in desk.space.standing(desk.channel))


@pytest.mark.parametrize(
    ("name", "user"), [("member_joined_channel", BOT_USER), ("channel_unarchive", "UMEMBER")]
)
def test_what_waited_for_a_channel_goes_once_it_is_open(desk, name, user):
    alerts = desk.app.store.alerts
    (blocked, *_) = alerts.alerts((AlertState.SENT,), 1)
    alerts.swap(
        blocked,
        replace(blocked, state=AlertState.BLOCKED, receipt=None, error="not_in_channel"),
    )

    desk.happen(name, user=user, channel=desk.channel)
    desk.sweep(2)

    assert alerts.alert(blocked.id).state is AlertState.SENT


def test_the_home_shows_the_channels_that_somebody_can_see(desk):
    desk.ask("add 패키징")
    secret = next(c for c in desk.space.channels.values() if c.name == "secret")
    desk.ask("add 비밀낱말", channel=secret.id)
    desk.space.members[secret.id].discard("UMEMBER")
    desk.counter.people.forget()

    homes = {}
    for user in ("UMEMBER", "UADMIN", "UGUEST"):
        desk.happen("app_home_opened", user=user, tab="home")
        homes[user] = text_of(desk.space.views("views.publish")[-1])

    assert "패키징" in homes["UMEMBER"]
    assert "비밀낱말" not in homes["UMEMBER"]
    assert "비밀낱말" in homes["UADMIN"]
    assert "게스트" in homes["UGUEST"]
    assert "패키징" not in homes["UGUEST"]
    assert "알림" in homes["UMEMBER"]


def test_a_mute_is_taken_back_at_home(desk):
    desk.ask("mute 가람반도체")
    desk.happen("app_home_opened", user="UMEMBER", tab="home")
    shown = desk.space.views("views.publish")[-1]

    desk.press_at_home(buttons_of(shown)["가람반도체 해제"])

    assert judged(desk) == []
    after = desk.space.views("views.publish")[-1]
    assert "가람반도체 해제" not in buttons_of(after)


def test_a_home_button_is_asked_for_leave_again(desk):
    desk.ask("mute 가람반도체")
    desk.happen("app_home_opened", user="UMEMBER", tab="home")
    button = buttons_of(desk.space.views("views.publish")[-1])["가람반도체 해제"]
    desk.space.members[desk.channel].clear()
    desk.counter.people.forget()

    desk.press_at_home(button)

    assert judged(desk) == [(JudgementKind.MUTE_TERM, "가람반도체")]


def test_the_homes_button_opens_the_modal(desk):
    desk.happen("app_home_opened", user="UMEMBER", tab="home")
    button = buttons_of(desk.space.views("views.publish")[-1])["감시어 추가"]

    desk.press_at_home(button)

    (opened,) = desk.space.views("views.open")
    assert "initial_conversation" not in opened["view"]["blocks"][0]["element"]


def test_an_event_about_a_channel_we_cannot_see_is_no_trouble(desk):
    desk.send(event_body("channel_archive", channel="C99999999", user="UMEMBER"))

    assert desk.mailbox.answers == []


@pytest.mark.parametrize("method", ["users.info", "conversations.info", "users.conversations"])
def test_a_modal_says_so_where_slack_does_not_answer(desk, method):
    desk.rooms.forget(desk.channel)
    desk.counter.people.forget()
    desk.space.refusals[method] = "internal_error"

    desk.submit("패키징")

    (view,) = desk.space.views("views.update")
    assert "잠시 뒤 다시" in text_of(view)


def test_a_modal_is_answered_at_once_where_too_much_waits(tmp_path):
    with slack_office(tmp_path, TABLES, room=0) as desk:
        acknowledged = desk.submit("패키징")

    assert "요청이 몰려 있습니다" in json.loads(acknowledged.body)["errors"]["order"]


def test_why_says_how_far_an_alert_got(desk):
    alerts = desk.app.store.alerts
    (sent,) = [a for a in alerts.alerts((AlertState.SENT,), 9) if a.kind == "card"]
    alerts.swap(sent, replace(sent, state=AlertState.FOLDED))

    said = text_of(desk.press(buttons_of(desk.card)["왜 왔나"]))

    assert "카드 1건 브리핑으로 모음" in said


def test_a_mute_of_terms_that_are_gone_says_so(desk):
    choice = desk.press(buttons_of(desk.card)["음소거"])
    for path in desk.app.settings.watchlists.glob("*.yaml"):
        if path.name != "feeds.yaml":
            path.write_text(path.read_text("utf-8").replace("가람반도체", "다른회사"), "utf-8")
    desk.sweep()

    said = text_of(desk.press(buttons_of(choice)["오늘"]))

    assert "''" not in said
    assert "감시어" in said
