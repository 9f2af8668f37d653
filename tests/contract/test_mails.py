"""What every mail adapter must do, and how the SMTP one treats servers."""

import re
import socketserver
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_string, policy
from threading import Thread

import pytest
from structlog.testing import capture_logs

from bot.adapters.mail import SmtpMail
from bot.adapters.memory import ManualClock, MemoryMail
from bot.errors import BadSettings, NotSent
from bot.model import Drawing, Letter

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LETTER = Letter(
    name="brief-1",
    subject="소식 브리핑\r\nBcc: evil@example.com",
    text="# 소식\n가람",
    page="<p>가람</p>",
)
TO = ("desk@example.com", "chief@example.com")


class Office(socketserver.ThreadingTCPServer):
    """A mail server that takes letters, or says no at a command."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, refuses=""):
        super().__init__(("127.0.0.1", 0), Counter)
        self.refuses = refuses
        self.heard: list[str] = []
        self.letters: list[str] = []


class Counter(socketserver.StreamRequestHandler):
    """Speaks as much SMTP as the client needs."""

    def handle(self):
        self.say("220 ready")
        while words := self.rfile.readline().decode().strip():
            self.server.heard.append(words)
            words = words[:4].upper() + words[4:]
            command = words.split()[0]
            if self.server.refuses and words.startswith(self.server.refuses):
                self.say("550 no")
            elif command == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif command == "AUTH":
                self.say("235 ok")
            elif command == "DATA":
                self.take()
            else:
                self.say("250 ok")
            if command == "QUIT":
                return

    def take(self):
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
            lines.append(line)
        self.server.letters.append("".join(lines))
        self.say("250 taken")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def office(refuses=""):
    with Office(refuses) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def smtp(server, user="", **how):
    url = f"smtp://{user}127.0.0.1:{server.server_address[1]}"
    return SmtpMail(url, TO, ManualClock(NOW), **how)


def test_a_letter_arrives_as_text_and_page():
    with office() as server:
        smtp(server).send(LETTER)

    (raw,) = server.letters
    letter = message_from_string(raw, policy=policy.default)
    assert letter["To"] == "desk@example.com, chief@example.com"
    assert re.fullmatch(r"<brief-1\.[0-9a-f]{12}@sosik\.invalid>", letter["Message-ID"])
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert letter.get_body(("plain",)).get_content().split() == ["#", "소식", "가람"]


def test_a_drawing_stands_inside_the_page():
    drawing = Drawing(name="week.png", png=b"\x89PNG", alt="보도 추이")
    page = '<img src="cid:week.png" alt="보도 추이">'

    with office() as server:
        smtp(server).send(replace(LETTER, page=page, drawings=(drawing,)))

    letter = message_from_string(server.letters[0], policy=policy.default)
    plain, related = letter.iter_parts()
    html, image = related.iter_parts()
    assert (plain.get_content_type(), related.get_content_type()) == (
        "text/plain",
        "multipart/related",
    )
    assert "cid:week.png" in html.get_content()
    assert image["Content-ID"] == "<week.png>"
    assert image.get_content() == b"\x89PNG"
    assert image.get_content_disposition() == "inline"


def test_a_subject_adds_no_header():
    with office() as server:
        smtp(server).send(LETTER)

    letter = message_from_string(server.letters[0], policy=policy.default)
    assert letter["Bcc"] is None
    assert letter["Subject"] == "소식 브리핑 Bcc: evil@example.com"


def test_a_repeat_carries_the_same_name():
    with office() as server:
        for _ in range(2):
            smtp(server).send(LETTER)

    names = {message_from_string(raw)["Message-ID"] for raw in server.letters}
    assert len(server.letters) == 2
    assert len(names) == 1


def test_another_desk_has_letters_of_its_own_name():
    with office() as server:
        smtp(server).send(LETTER)
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        SmtpMail(url, ("other@example.com",), ManualClock(NOW)).send(LETTER)

    assert len({message_from_string(raw)["Message-ID"] for raw in server.letters}) == 2


def test_half_a_character_keeps_no_letter_back():
    with office() as server:
        smtp(server).send(replace(LETTER, text="가\ud800람", page="<p>가\ud800람</p>"))

    letter = message_from_string(server.letters[0], policy=policy.default)
    assert "가?람" in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize("subject", ["소식 \ud800브리핑", "소식\x00 브리핑", "소식 브리핑\x07"])
def test_no_character_of_a_subject_keeps_a_letter_back(subject):
    with office() as server:
        smtp(server).send(replace(LETTER, subject=subject))

    letter = message_from_string(server.letters[0], policy=policy.default)
    assert letter["Subject"] == "소식 브리핑"


def test_a_password_that_the_server_cannot_be_told_took_nothing():
    with office() as server, pytest.raises(NotSent):
        smtp(server, user="me:%EA%B0%80@").send(LETTER)

    assert server.letters == []


@pytest.mark.parametrize("url", ["smtp://host:99999", "smtp://[::1", "smtp://host:port"])
def test_a_broken_address_says_how_it_is_written(url):
    with pytest.raises(BadSettings, match="SMTP_URL"):
        SmtpMail(url, TO, ManualClock(NOW))


@pytest.mark.parametrize("command", ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"])
def test_a_server_that_says_no_took_nothing(command):
    with office(command) as server, pytest.raises(NotSent):
        smtp(server, user="me%40example.com:pass@").send(LETTER)

    assert server.letters == []


def test_a_reader_whom_the_server_refuses_is_spoken_of():
    with office("RCPT TO:<chief") as server, capture_logs() as logs:
        smtp(server).send(LETTER)

    assert len(server.letters) == 1
    assert [(each["event"], each["refused"]) for each in logs] == [("mail", 1)]


def test_a_server_that_is_down_took_nothing():
    with pytest.raises(NotSent):
        SmtpMail("smtp://127.0.0.1:9", TO, ManualClock(NOW)).send(LETTER)


def test_a_password_never_travels_in_clear_to_another_machine():
    with office() as server, pytest.raises(NotSent):
        smtp(server, user="me:pass@", local=()).send(LETTER)

    assert not any(words.startswith("AUTH") for words in server.heard)


@pytest.mark.parametrize("url", ["http://host", "smtp://", "host"])
def test_what_is_no_mail_server_is_refused(url):
    with pytest.raises(BadSettings):
        SmtpMail(url, TO, ManualClock(NOW))


def test_the_password_shows_nowhere():
    assert "pass" not in repr(SmtpMail("smtps://me:pass@host", TO, ManualClock(NOW)))


def test_the_mail_in_memory_keeps_and_fails_as_told():
    mail = MemoryMail(failing=1)

    with pytest.raises(NotSent):
        mail.send(LETTER)
    mail.send(LETTER)

    assert mail.letters == [LETTER]
