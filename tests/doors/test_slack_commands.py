"""What people ask in Slack, and what they are told."""

import pytest

from bot.tables import load_tables
from tests.fakes.slack_office import slack_office
from tests.fakes.slack_people import BOT_USER, buttons_of, command_body, text_of

TABLES = load_tables()


@pytest.fixture
def desk(tmp_path):
    with slack_office(tmp_path, TABLES) as office:
        yield office


def terms(desk, channel="#test"):
    return [
        term.name
        for watchlist in desk.app.store.terms.watchlists()
        if watchlist.name == channel
        for term in watchlist.terms
    ]


@pytest.mark.parametrize("verb", ["add", "추가"])
def test_add_keeps_the_term_and_answers_with_the_backtest(desk, verb):
    answer = desk.ask(f"{verb} 패키징, 첨단 패키징")

    assert terms(desk) == ["패키징"]
    assert "#test에 '패키징' 감시어를 더했습니다." in text_of(answer)
    assert "최근 기사" in text_of(answer)
    assert answer["response_type"] == "ephemeral"


def test_an_added_term_can_be_taken_back_with_one_click(desk):
    answer = desk.ask("add 패키징")

    undone = desk.press(buttons_of(answer)["되돌리기"])

    assert terms(desk) == []
    assert "되돌렸습니다" in text_of(undone)


@pytest.mark.parametrize("verb", ["remove", "삭제"])
def test_a_removed_term_comes_back_as_it_was(desk, verb):
    desk.ask("add 패키징, 첨단 패키징 +공장 -채용")
    before = desk.app.store.terms.watchlists()

    answer = desk.ask(f"{verb} 패키징")
    gone = terms(desk)
    desk.press(buttons_of(answer)["되돌리기"])

    assert gone == []
    assert desk.app.store.terms.watchlists() == before


def test_a_term_of_a_file_is_not_removed_by_command(desk):
    answer = desk.ask("remove 가람반도체")

    assert "파일 감시 목록 '시험'" in text_of(answer)


@pytest.mark.parametrize("verb", ["list", "목록"])
def test_list_shows_the_channels_lists_with_who_added_what(desk, verb):
    desk.ask("add 패키징")
    desk.sweep()

    answer = text_of(desk.ask(verb))

    assert "가람반도체" in answer
    assert "패키징 — 민지 님" in answer


def test_an_order_that_cannot_be_read_says_why(desk):
    answer = desk.ask("add 가")

    assert "2~60자" in text_of(answer)
    assert terms(desk) == []


@pytest.mark.parametrize("verb", ["test", "시험"])
def test_test_keeps_nothing(desk, verb):
    answer = desk.ask(f"{verb} 패키징")

    assert "저장하지 않았습니다" in text_of(answer)
    assert terms(desk) == []


@pytest.mark.parametrize("verb", ["brief", "브리핑"])
def test_brief_tells_the_channels_stories(desk, verb):
    answer = text_of(desk.ask(verb))

    assert "브리핑" in answer
    assert "청주" in answer


def test_a_brief_holds_the_story_that_a_mute_kept_back(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=2) as desk:
        desk.ask("mute 가람반도체 오늘")
        desk.sweep(12)

        answer = text_of(desk.ask("brief"))

        assert desk.space.standing(desk.channel) == []
        assert "청주" in answer


@pytest.mark.parametrize("verb", ["status", "상태"])
def test_status_tells_how_the_watch_is(desk, verb):
    answer = text_of(desk.ask(verb))

    assert "감시 목록" in answer
    assert "연결됨" in answer


@pytest.mark.parametrize("verb", ["help", "도움말", "뭐지"])
def test_help_names_every_verb(desk, verb):
    answer = text_of(desk.ask(verb))

    for word in ("remove", "list", "mute", "test", "why", "status"):
        assert f"/watch {word}" in answer


@pytest.mark.parametrize("verb", ["add", "remove", "mute", "why", "test"])
def test_a_verb_alone_asks_for_the_rest(desk, verb):
    assert "예: /watch" in text_of(desk.ask(verb))


@pytest.mark.parametrize("verb", ["why", "왜"])
def test_why_tells_what_was_decided_for_this_channel(desk, verb):
    answer = text_of(desk.ask(f"{verb} {desk.story_id}"))

    assert "바로 알립니다" in answer
    assert "이 채널의 알림: 카드 1건 보냄, 댓글" in answer


def test_why_of_an_unknown_address_says_so(desk):
    assert "모르는 기사" in text_of(desk.ask("why https://nowhere.example/1"))


def test_a_muted_term_makes_no_new_alert_and_why_tells_it(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=2) as desk:
        answer = desk.ask("mute 가람반도체 오늘")

        desk.sweep(15)

        assert desk.space.standing(desk.channel) == []
        told = text_of(desk.ask("why https://news.gana.example/view/first"))
        assert "감시어 음소거: '가람반도체'" in told
        assert "이 채널에는 알리지 않았습니다." in told
        assert "되돌리기" in buttons_of(answer)


def test_an_unmuted_term_alerts_again(tmp_path):
    with slack_office(tmp_path, TABLES, minutes=2) as desk:
        desk.ask("음소거 가람반도체 1시간")

        desk.ask("음소거 가람반도체 해제")
        desk.sweep(15)

        assert desk.card


def test_a_bare_command_opens_the_modal_for_the_channel(desk):
    desk.send(command_body("", "UMEMBER", desk.channel, desk.mailbox.url))

    (opened,) = desk.space.views("views.open")
    blocks = {block["block_id"]: block for block in opened["view"]["blocks"]}
    assert blocks["channel"]["element"]["initial_conversation"] == desk.channel
    assert desk.mailbox.answers == []


def test_an_expired_trigger_is_answered(desk):
    body = command_body("", "UMEMBER", desk.channel, desk.mailbox.url, trigger_id="expired")
    desk.send(body)

    assert "잠시 뒤" in text_of(desk.mailbox.answers[0])


def test_the_modal_adds_the_term_and_shows_the_backtest(desk):
    acknowledged = desk.submit("패키징, 첨단 패키징")

    assert '"update"' in acknowledged.body
    assert terms(desk) == ["패키징"]
    (updated,) = desk.space.views("views.update")
    assert "최근 기사" in text_of(updated)


def test_the_modal_says_what_is_wrong_with_the_order(desk):
    acknowledged = desk.submit("가")

    assert '"errors"' in acknowledged.body
    assert terms(desk) == []
    assert desk.space.views("views.update") == []


def test_the_shortcut_fills_the_modal_from_the_message(desk):
    desk.use_shortcut("SK하이닉스 <https://a.example/1|기사> 봤어요?")

    (opened,) = desk.space.views("views.open")
    order = opened["view"]["blocks"][-1]["element"]
    assert order["initial_value"] == "SK하이닉스"


def test_ten_commands_a_minute_and_no_more(desk):
    answers = [text_of(desk.ask("help")) for _ in range(11)]

    assert "1분에 10번" in answers[-1]
    assert "1분에 10번" not in answers[-2]


def test_an_answer_that_slack_does_not_take_stops_nothing(desk):
    desk.mailbox.status = 500

    desk.ask("add 패키징")

    assert terms(desk) == ["패키징"]


def test_a_renamed_channel_keeps_its_terms_and_its_new_namesake_gets_none(desk):
    desk.ask("add 패키징")
    desk.ask("mute 패키징")
    old = desk.space.channels[desk.channel]
    old.name = "newname"

    desk.happen("channel_rename", channel={"id": old.id, "name": "newname", "created": 1})
    namesake = desk.space.add_channel("test")
    desk.sweep()
    answer = text_of(desk.ask("list", channel=namesake.id))

    assert terms(desk, "#newname") == ["패키징"]
    assert "패키징" not in answer
    (mute,) = desk.app.store.judgements.in_force(desk.app.clock.now())
    assert (mute.channel, mute.subject, mute.who) == ("#newname", "패키징", "UMEMBER")


def test_a_namesake_gets_none_even_where_nobody_told_of_the_renaming(desk):
    desk.ask("add 패키징")
    old = desk.space.channels[desk.channel]
    old.name = "newname"
    namesake = desk.space.add_channel("test")

    desk.ask("add 나래", channel=namesake.id)

    assert terms(desk) == ["나래"]
    assert terms(desk, "#newname") == ["패키징"]


def test_an_order_that_replaced_a_term_is_undone_to_what_was_there(desk):
    desk.ask("add 패키징, 첨단 패키징 +공장")
    before = desk.app.store.terms.watchlists()

    answer = desk.ask("add 패키징, 후공정")
    desk.press(buttons_of(answer)["되돌리기"])

    assert desk.app.store.terms.watchlists() == before


def test_a_renamed_channel_keeps_its_alerts_so_that_no_story_is_told_twice(desk):
    old = desk.space.add_channel("fresh")
    desk.happen("member_joined_channel", user=BOT_USER, channel=old.id)
    alerts = desk.app.store.alerts
    (greeting,) = [each for each in alerts.alerts((), 100) if each.channel == "#fresh"]
    old.name = "newname"

    desk.happen("channel_rename", channel={"id": old.id, "name": "newname", "created": 1})

    assert alerts.alert(greeting.id).channel == "#newname"


def test_a_renamed_channel_that_a_file_calls_by_its_old_name_goes_on_and_says_so(desk):
    old = desk.space.channels[desk.channel]
    desk.ask("list")  # the channel is known by its name
    old.name = "newname"

    desk.happen("channel_rename", channel={"id": old.id, "name": "newname", "created": 1})
    desk.sweep(12)

    told = desk.app.store.alerts.alerts((), 100)
    assert {each.channel for each in told} == {"#newname"}
    assert len([m for m in desk.space.standing(old.id) if not m.thread_ts]) == 1
    assert "가람반도체" in text_of(desk.ask("list", channel=old.id))
    said = text_of(desk.ask("status", channel=old.id))
    assert "채널 #test의 이름이 #newname로 바뀌었습니다" in said
