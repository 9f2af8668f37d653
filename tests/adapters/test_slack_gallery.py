"""Pictures in Slack: uploaded where nobody sees them, looked through, then shown by a message."""

from dataclasses import replace

import pytest

from bot.adapters.memory import ManualClock
from bot.adapters.slack.api import SlackApi
from bot.adapters.slack.blocks import lay_out
from bot.adapters.slack.chat import SlackChat
from bot.adapters.slack.gallery import LOOKS, SlackGallery
from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent
from bot.model import Picture
from tests.contract.samples import NOW, a_card
from tests.fakes.slack_web import Fault, Script, fake_slack
from tests.fakes.slack_workspace import Workspace

PNG = b"\x89PNG\r\n picture"
TOKEN = "xoxb-fake-token"


def gallery(fake):
    return SlackGallery(SlackApi(TOKEN, clock=ManualClock(NOW), api_url=fake.url), ManualClock(NOW))


def test_a_picture_is_uploaded_whole_and_unshared():
    with fake_slack(Workspace(scan_looks=2)) as fake:
        handle = gallery(fake).hang("week.png", PNG, "보도 추이")

    file = fake.workspace.files[handle]
    assert (file["body"], file["name"], file["alt"]) == (PNG, "week.png", "보도 추이")
    assert file["complete"]
    assert fake.workspace.messages == []
    assert fake.requests["files.info"] == 3


def test_a_message_shows_it_exactly_once():
    space = Workspace()
    space.add_channel("test")
    card = a_card()
    with fake_slack(space) as fake:
        handle = gallery(fake).hang("week.png", PNG, "보도 추이")
        chat = SlackChat(TOKEN, fake.url, clock=ManualClock(NOW))
        shown = Picture(place=handle, alt="보도 추이")
        chat.post("#test", replace(card, picture=shown), "d-1", None)

    (message,) = space.standing()
    image = message.content["blocks"][1]
    assert image == {"type": "image", "slack_file": {"id": handle}, "alt_text": "보도 추이"}


def test_a_refused_picture_is_told_in_words():
    card = replace(a_card(), picture=Picture(place="F1", alt="HBM 12건 <b>"), plain=True)

    assert "HBM 12건 &lt;b&gt;" in lay_out(card).text


@pytest.mark.parametrize(
    ("method", "fault", "error"),
    [
        ("files.getUploadURLExternal", Fault.TOO_MANY, NotSent),
        ("files.getUploadURLExternal", Fault.RESET_AFTER, FateUnknown),
        ("upload", Fault.ERROR_502_BEFORE, FateUnknown),
        ("upload", Fault.RESET_BEFORE, FateUnknown),
        ("files.completeUploadExternal", Fault.ERROR_500_AFTER, FateUnknown),
        ("files.info", Fault.HTML_200_AFTER, FateUnknown),
    ],
)
def test_what_fails_may_be_done_again(method, fault, error):
    with fake_slack(plan=Script(method, [fault])) as fake:
        hanging = gallery(fake)
        with pytest.raises(error):
            hanging.hang("week.png", PNG, "보도 추이")
        handle = gallery(fake).hang("week.png", PNG, "보도 추이")

    assert fake.workspace.files[handle]["complete"]
    assert fake.workspace.messages == []


def test_an_app_without_the_scope_is_refused():
    with (
        fake_slack(Workspace(scopes="chat:write")) as fake,
        pytest.raises(ChannelBlocked) as caught,
    ):
        gallery(fake).hang("week.png", PNG, "보도 추이")

    assert caught.value.code == "missing_scope"


def test_a_file_that_is_never_looked_through_is_given_up():
    with fake_slack(Workspace(scan_looks=LOOKS + 9)) as fake, pytest.raises(FateUnknown):
        gallery(fake).hang("week.png", PNG, "보도 추이")


def test_no_picture_goes_to_an_address_that_is_none_of_the_web():
    with fake_slack() as fake:
        fake.workspace.upload_address = "file:///etc/"
        with pytest.raises(MessageRefused):
            gallery(fake).hang("week.png", PNG, "보도 추이")
