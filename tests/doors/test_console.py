"""The console's pages over a town with news: what each shows, what it changes, whom it turns away."""

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html import escape
from threading import Barrier, Event, Thread

import httpx
import pytest
from itsdangerous import BadSignature
from pydantic import SecretStr

from bot.adapters.memory.chat import ChatFault
from bot.errors import BadSettings, FetchFailed
from bot.inbound.console.access import SIGNING, WRONG_TOKENS, Access
from bot.inbound.console.errands import TRIALS
from bot.inbound.console.server import ConsoleDoor, console_beside, serve_alone
from bot.inbound.console.site import console_site
from bot.inbound.console.views import TODAY_SHOWN
from bot.model import AlertState, Judgement, JudgementKind
from bot.tables import load_tables
from tests.contract.samples import a_fingerprint, a_placement, an_article
from tests.fakes.small_town import LONG, Town

WATCHLIST = """
name: 시험
channels: ["#test"]
alert_on: body
terms: [{name: 가람반도체}, {name: KT}]
"""
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>"
OTHER_TITLE = "가람반도체 노사, 임금 4.2% 올리기로 잠정 합의"
OTHER_TEXT = (
    "가람반도체 노동조합은 20일 회사와 올해 임금을 4.2% 올리는 데 잠정 합의했다고 밝혔다.\n"
    "조합원 찬반 투표는 다음 주에 열린다. 성과급 기준도 함께 바꾸기로 했다."
)


@pytest.fixture(scope="module")
def tables():
    return load_tables()


def town_with_news(folder, tables):
    town = Town(folder, tables, watchlists={"test.yaml": WATCHLIST})
    town.outlets("gana", "dara")
    town.open()
    town.pass_minutes(3)
    town.news("gana", "a", "가람반도체, 청주에 새 공장")
    title = f"{escape(EVIL)} 동네 잔치"
    town.news("dara", "b", title, f"{title}가 20일 열렸다. 같은 날 KT위즈가 이겼다.")
    town.pass_minutes(8)
    return town


@pytest.fixture(scope="module")
def town(tmp_path_factory, tables):
    """For tests that only look: one for all of them."""
    town = town_with_news(tmp_path_factory.mktemp("town"), tables)
    yield town
    town.app.close()


@pytest.fixture
def lively(tmp_path, tables):
    """For a test that changes something."""
    town = town_with_news(tmp_path, tables)
    yield town
    town.app.close()


def opened(town, visit=lambda: None, **settings):
    town.app.settings = town.app.settings.model_copy(
        update={"console": ("127.0.0.1", 0), "console_token": None, **settings}
    )
    return console_site(town.app, Access(town.app.settings), visit).test_client()


@pytest.fixture
def open_site(town):
    return partial(opened, town)


@pytest.fixture
def page(open_site):
    return open_site()


@pytest.fixture
def lively_page(lively):
    return opened(lively)


def word_in(client, path="/watch"):
    return re.search(r'name="word" value="([^"]+)"', client.get(path).text)[1]


def post(client, path, **form):
    return client.post(path, data={"word": word_in(client), **form})


def test_today_shows_what_is_watched_and_counts_the_rest(page):
    shown = page.get("/").text

    assert "가람반도체, 청주에 새 공장" in shown
    assert "그 밖에 읽은 사건 1건" in shown
    assert "동네 잔치" not in shown


def test_today_begins_with_how_things_stand(lively_page, lively):
    calm = lively_page.get("/").text
    lively.clock.advance(timedelta(minutes=50))

    late = lively_page.get("/").text

    assert "2/2 정상" in calm
    assert re.search(r"보낸 카드</dt><dd><a[^>]+>1건<", calm)
    assert re.search(r"밀린 일</dt><dd>없음", calm)
    assert re.search(r"읽을 때가 된 피드 2건, \d+분째", late)
    assert calm.index("보낸 카드") < calm.index("살펴볼 것") < calm.index("청주에 새 공장")


def test_today_shows_what_is_watched_however_much_else_came(lively_page, lively):
    places = [f"{a}{b}" for a in "나다라마바사아자차카" for b in "울솔들빛섬내골벌못재"]
    with lively.app.store.stories.placing() as desk:
        for number in range(TODAY_SHOWN + 20):
            desk.save(
                an_article(
                    f"남의 {number}", title=places[number % 100], seen_at=lively.clock.now()
                ),
                a_fingerprint(number),
                (),
                a_placement(an_article(f"남의 {number}")),
            )

    shown = lively_page.get("/").text

    assert "가람반도체, 청주에 새 공장" in shown
    assert f"그 밖에 읽은 사건 {TODAY_SHOWN + 21}건" in shown
    assert "더 보기" in lively_page.get("/stories?all=1").text
    assert "더 보기" not in lively_page.get("/stories?all=1&show=200").text


def test_a_story_gives_the_reasons_of_the_article_with_the_find(lively_page, lively):
    lively.news("dara", "first", "청주 산단, 새 공장 들어선다", LONG.format(who="한 기업"))
    lively.pass_minutes(2)
    lively.news("gana", "second", "청주 산단, 새 공장 들어선다", LONG.format(who="가람반도체"))
    lively.pass_minutes(4)
    story = lively.app.line.stories.find_url("https://gana.example/view/second")
    story = lively.app.line.stories.story_of(story.id)

    shown = lively_page.get(f"/stories/{story.id}").text

    assert "<mark>가람반도체</mark>" in shown
    assert all(f"/why?q={member.article.id}" in shown for member in story.members)


def test_stories_can_be_narrowed_to_a_term_and_widened_to_all(page):
    assert "청주에 새 공장" in page.get("/stories?term=가람반도체").text
    assert "청주에 새 공장" not in page.get("/stories?term=KT").text
    assert "동네 잔치" in page.get("/stories?all=1").text


def test_a_story_shows_who_tells_it_and_what_was_decided(page):
    listed = page.get("/stories").text

    shown = page.get(re.search(r"/stories/\d+", listed)[0]).text

    assert "gana일보" in shown
    assert "<mark>가람반도체</mark>" in shown
    assert "바로 알립니다" in shown
    assert "#test · 카드 · 보냄" in shown


def test_why_shows_what_did_not_count_too(page):
    shown = page.get("/why?q=https://dara.example/view/b").text

    assert "세지 않음" in shown
    assert "구단 이름" in shown or "다른 이름" in shown
    assert "알린 곳이 없습니다" in shown


def test_an_unknown_address_can_be_tried_at_once(page, town):
    town.news("gana", "c", "가람반도체, 임원 인사")
    asked = page.get("/why?q=https://gana.example/view/c").text
    assert "지금 읽어 시험해 보기" in asked

    tried = post(page, "/try", url="https://gana.example/view/c").text

    assert "가람반도체, 임원 인사" in tried
    assert "바로 알립니다" in tried
    assert "모르는 기사" in page.get("/why?q=https://gana.example/view/c").text


def test_what_others_write_is_never_markup(lively_page, lively):
    post(lively_page, "/watch/add", channel="#x", order=f"가람반도체, {EVIL}")
    lively.app.refresh()
    pages = ["/watch", "/stories?all=1", "/search?q=잔치", "/why?q=https://dara.example/view/b"]
    pages += [f"/search?q={EVIL}", f"/why?q={EVIL}", f"/watch/test?order={EVIL}"]

    shown = [lively_page.get(path).text for path in pages]

    assert not [path for path, text in zip(pages, shown, strict=True) if "<script" in text]
    assert not [path for path, text in zip(pages, shown, strict=True) if "<img" in text]
    assert "&lt;script&gt;" in shown[0]


def test_search_finds_articles_that_nobody_watches(page):
    assert "동네 잔치" in page.get("/search?q=잔치").text
    assert "기사가 없습니다" in page.get("/search?q=없는말이다").text


def test_feeds_are_shown_with_the_troubled_first(lively_page, lively):
    lively.write(
        "feeds.yaml",
        'feeds:\n  - {url: "https://gana.example/rss", outlet: gana일보, every: 2m}\n'
        '  - {url: "https://away.example/rss", outlet: 먼일보, every: 2m}\n',
    )
    lively.down["https://away.example/rss"] = FetchFailed("연결하지 못했습니다")
    lively.app.refresh()
    lively.pass_minutes(240)

    shown = lively_page.get("/feeds").text

    assert shown.index("먼일보") < shown.index("gana일보")
    assert "연결하거나 읽지 못함" in shown


def test_a_term_is_rehearsed_added_and_removed(lively_page, lively):
    assert "1건이 걸렸습니다" in lively_page.get("/watch/test?order=청주").text

    added = post(lively_page, "/watch/add", channel="pr", order="청주, 청주시 -축제").text

    assert "#pr에 '청주' 감시어를 더했습니다" in added
    (watchlist,) = lively.app.store.terms.watchlists()
    assert (watchlist.name, watchlist.terms[0].exclude) == ("#pr", ("축제",))
    lively.app.refresh()
    assert "청주시" in lively_page.get("/watch").text

    removed = post(lively_page, "/watch/remove", channel="#pr", name="청주")

    assert removed.status_code == 302
    assert not lively.app.store.terms.watchlists()
    assert "감시어를 뺐습니다" in lively_page.get("/watch").text


def test_a_mute_is_shown_and_taken_back(lively_page, lively):
    kept = Judgement(
        channel="#test", kind=JudgementKind.MUTE_TERM, subject="KT", who="U1", at=lively.clock.now()
    )
    lively.app.store.judgements.keep(kept)
    assert "감시어 음소거: &#39;KT&#39;" in lively_page.get("/watch").text

    post(lively_page, "/judgements/withdraw", channel="#test", kind="mute_term", subject="KT")

    assert not lively.app.store.judgements.in_force(lively.clock.now())


def test_a_blocked_alert_is_sent_again(lively_page, lively):
    lively.chat.fail(ChatFault.CHANNEL_BLOCKED)
    lively.news("gana", "d", OTHER_TITLE, OTHER_TEXT)
    for _ in range(6):
        lively.pass_minutes(1)
        if blocked := lively.app.line.alerts.alerts((AlertState.BLOCKED,), 10):
            break
    (blocked,) = blocked
    assert "보관된 채널입니다" in lively_page.get("/alerts?state=stuck").text

    post(lively_page, f"/alerts/{blocked.id}/retry")
    lively.pass_minutes(5)

    assert lively.app.line.alerts.alert(blocked.id).state is AlertState.SENT
    assert post(lively_page, f"/alerts/{blocked.id}/retry").status_code == 404


def test_the_brief_stands_in_a_frame_of_its_own_without_scripts(page):
    assert 'sandbox="allow-popups' in page.get("/brief").text

    made = page.get("/brief/page")

    assert "가람반도체" in made.text
    assert "script-src" not in made.headers["Content-Security-Policy"]
    assert "default-src 'none'" in made.headers["Content-Security-Policy"]
    assert "주간" in page.get("/brief/page?weekly=1&channel=%23test").text
    assert page.get("/brief/page?channel=nobody").status_code == 404


def test_checks_are_those_of_doctor(page):
    shown = page.get("/checks").text

    assert "감시어 2개" in shown
    assert "SLACK_BOT_TOKEN" in shown


def test_checks_tell_what_waits(page):
    shown = page.get("/checks").text

    assert re.search(r"아직 읽지 않은 기사</td><td>0</td><td>–", shown)
    assert "보낼 때가 된 알림" in shown


@pytest.mark.parametrize("path", ["/nothing", "/stories/7", f"/stories/{10**30}", "/stories/-1"])
def test_what_is_not_there_is_said_in_words(page, path):
    answer = page.get(path)

    assert answer.status_code == 404
    assert "열 수 없습니다" in answer.text


@pytest.mark.parametrize("path", ["/watch/add", "/watch/remove", "/judgements/withdraw", "/try"])
def test_a_form_of_somebody_else_changes_nothing(page, town, path):
    form = {"channel": "#test", "order": "남의말", "name": "KT", "url": "https://gana.example/"}

    answers = [page.post(path, data=form), page.post(path, data={**form, "word": "guess"})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert not town.app.store.terms.watchlists()


def test_a_name_of_somebody_else_does_not_reach_the_loopback(page):
    assert page.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert page.get("/", headers={"Host": "localhost:8420"}).status_code == 200
    assert page.get("/", headers={"Host": "[::1]:8420"}).status_code == 200


def test_every_answer_carries_the_guarding_headers(page):
    for path in ("/", "/nothing", "/healthz", "/static/style.css"):
        with page.get(path) as answer:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_console_open_to_others_needs_a_token(town):
    settings = town.app.settings.model_copy(
        update={"console": ("0.0.0.0", 8420), "console_token": None}
    )

    with pytest.raises(BadSettings, match="SOSIK_CONSOLE_TOKEN"):
        Access(settings)


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1"])
def test_a_token_that_can_be_guessed_is_refused_with_a_word_on_what_to_do(town, host):
    token = SecretStr("fifteen-letters")
    settings = town.app.settings.model_copy(
        update={"console": (host, 8420), "console_token": token}
    )

    with pytest.raises(BadSettings, match="16자 이상") as refused:
        Access(settings)

    assert token.get_secret_value() not in str(refused.value)


def test_with_a_token_nothing_is_seen_before_signing_in(open_site):
    client = open_site(console=("0.0.0.0", 0), console_token=SecretStr("open-sesame-1001-nights"))

    turned_away = client.get("/stories")
    wrong = client.post("/sign-in", data={"word": word_in(client, "/sign-in"), "token": "no"})

    assert turned_away.headers["Location"] == "/sign-in"
    assert client.get("/healthz").text == "ok\n"
    assert (wrong.status_code, "맞지 않습니다" in wrong.text) == (403, True)

    client.post(
        "/sign-in", data={"word": word_in(client, "/sign-in"), "token": " open-sesame-1001-nights "}
    )

    assert "청주에 새 공장" in client.get("/stories").text

    post(client, "/sign-out")

    assert client.get("/stories").status_code == 302


def test_a_bearer_is_a_token_too(open_site):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))

    right = client.get("/", headers={"Authorization": "Bearer open-sesame-1001-nights"})
    wrong = client.get("/", headers={"Authorization": "Bearer simsim"})

    assert (right.status_code, wrong.status_code) == (200, 403)


@pytest.mark.parametrize("way", ["form", "bearer"])
def test_guessing_ends_after_some_tries_from_one_address_alone(open_site, way):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))

    def tried(token, visitor="192.0.2.7"):
        at = {"REMOTE_ADDR": visitor}
        if way == "bearer":
            bearer = {"Authorization": f"Bearer {token}"}
            return client.get("/checks", headers=bearer, environ_overrides=at).status_code
        form = {"word": word_in(client, "/sign-in"), "token": token}
        return client.post("/sign-in", data=form, environ_overrides=at).status_code

    guesses = [tried(f"guess {number}") for number in range(WRONG_TOKENS)]

    assert set(guesses) == {403}
    assert tried("open-sesame-1001-nights") == 403
    assert tried("open-sesame-1001-nights", "192.0.2.8") in {200, 302}


def test_one_visitor_has_a_whole_network_of_ipv6(open_site):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))

    def tried(token, visitor):
        bearer = {"Authorization": f"Bearer {token}"}
        at = {"REMOTE_ADDR": visitor}
        return client.get("/checks", headers=bearer, environ_overrides=at).status_code

    for number in range(WRONG_TOKENS):
        tried("guess", f"2001:db8::{number:x}")

    assert tried("open-sesame-1001-nights", "2001:db8::ffff:1") == 403
    assert tried("open-sesame-1001-nights", "2001:db8:0:1::1") == 200


def test_a_session_outlives_the_process_and_ends_with_its_token(open_site):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))
    client.post(
        "/sign-in", data={"word": word_in(client, "/sign-in"), "token": "open-sesame-1001-nights"}
    )
    cookie = client.get_cookie("sosik").value
    again, other = (
        open_site(console_token=SecretStr(token))
        for token in ("open-sesame-1001-nights", "simsim-salabim-1001-nights")
    )

    for each in (again, other):
        each.set_cookie("sosik", cookie)

    assert [each.get("/checks").status_code for each in (again, other)] == [200, 302]


def test_no_token_can_be_guessed_from_a_cookie(open_site, town):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))
    client.get("/sign-in")
    cookie = client.get_cookie("sosik").value
    town.app.store.memos.put(SIGNING, "another store")
    elsewhere = open_site(console_token=SecretStr("open-sesame-1001-nights"))

    opener = elsewhere.application.session_interface.get_signing_serializer(elsewhere.application)

    with pytest.raises(BadSignature):
        opener.loads(cookie)


@pytest.mark.parametrize(("proto", "secure"), [("https", True), ("http", False), (None, False)])
def test_a_cookie_stays_with_tls_where_a_proxy_has_it(open_site, proto, secure):
    client = open_site(console_token=SecretStr("open-sesame-1001-nights"))

    answer = client.get("/sign-in", headers={"X-Forwarded-Proto": proto} if proto else {})

    assert ("; Secure" in answer.headers["Set-Cookie"]) is secure
    assert "HttpOnly" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_page_of_the_browser_may_link_here_and_no_more(page, site):
    def asked(mode):
        return page.get("/checks", headers={"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode})

    form = {"word": word_in(page), "url": "https://gana.example/view/a"}
    posted = page.post("/try", data=form, headers={"Sec-Fetch-Site": site})

    assert [asked(mode).status_code for mode in ("navigate", "no-cors", "cors")] == [200, 403, 403]
    assert posted.status_code == 403


@pytest.mark.parametrize(
    "host", ["[", "[::1", "127.0.0.1.evil.example", "evil.example:8420", "a b"]
)
def test_a_name_that_is_none_is_turned_away(page, host):
    assert page.get("/", headers={"Host": host}).status_code in {400, 421}


@pytest.mark.parametrize(
    "asked", ["%00", "%ed%a0%80", "%f0%9f", "'\"%25_*", "a" * 9_000, "https://[", "1" * 99]
)
@pytest.mark.parametrize(
    "path", ["/search?q=", "/why?q=", "/watch/test?order=", "/stories?term=", "/brief?channel="]
)
def test_strange_questions_are_answered_in_words(page, path, asked):
    assert page.get(path + asked).status_code in {200, 400, 404}


def test_a_visit_looks_at_files_anew(lively):
    client = opened(lively, visit=lively.app.refresh)
    lively.write("more.yaml", 'name: 더\nchannels: ["#more"]\nterms: [{name: 새감시어}]\n')

    assert "새감시어" in client.get("/watch").text


def test_the_door_serves_and_closes(open_site, town):
    open_site()
    door = ConsoleDoor(town.app, visit=lambda: None)
    door.start()

    answer = httpx.get(f"http://127.0.0.1:{door.port}/healthz", timeout=10)
    big = httpx.post(f"http://127.0.0.1:{door.port}/try", content=b"x" * 200_000, timeout=10)
    door.close()

    assert (answer.status_code, big.status_code) == (200, 413)
    with pytest.raises(httpx.TransportError):
        httpx.get(f"http://127.0.0.1:{door.port}/healthz", timeout=2)


def test_a_taken_port_costs_the_console_and_never_the_line(open_site, town):
    open_site()
    door = ConsoleDoor(town.app, visit=lambda: None)
    door.start()
    taken = town.app.settings.model_copy(update={"console": ("127.0.0.1", door.port)})
    town.app.settings = taken

    with console_beside(town.app):
        answer = httpx.get(f"http://127.0.0.1:{door.port}/healthz", timeout=10)
    with pytest.raises(BadSettings, match="SOSIK_CONSOLE"):
        serve_alone(town.app, Event(), lambda _: None)
    door.close()

    assert answer.text == "ok\n"


def test_no_address_means_no_console(town):
    town.app.settings = town.app.settings.model_copy(update={"console": None})

    with console_beside(town.app), pytest.raises(BadSettings, match="SOSIK_CONSOLE"):
        serve_alone(town.app, Event(), lambda _: None)


def test_the_console_alone_says_where_it_is_and_ends_when_told(open_site, town):
    open_site()
    stop, said = Event(), []
    serving = Thread(target=serve_alone, args=(town.app, stop, said.append))
    serving.start()
    while not said:
        stop.wait(0.02)

    answer = httpx.get(f"{said[0]}healthz", timeout=10)
    stop.set()
    serving.join(10)

    assert answer.text == "ok\n"
    assert not serving.is_alive()


def test_slow_sites_hold_up_no_other_page(open_site, town):
    client, site_is_slow, go_on = open_site(), Barrier(TRIALS + 1), Event()
    word = word_in(client)

    class Slow:
        def read(self, _url):
            site_is_slow.wait(30)
            go_on.wait(30)
            raise FetchFailed("느립니다")

    line = town.app.line
    town.app.line = replace(line, pages=Slow())
    asked = {"word": word, "url": "https://slow.example/"}
    visitors = [
        Thread(target=client.post, args=("/try",), kwargs={"data": asked}) for _ in range(TRIALS)
    ]
    for visitor in visitors:
        visitor.start()
    site_is_slow.wait(30)

    third = client.post("/try", data=asked).text
    go_on.set()
    for visitor in visitors:
        visitor.join()
    town.app.line = line

    assert "다른 기사를 읽는 중입니다" in third
