"""`sosik feeds import` and `export`: lists come in and go out, the file whole or untouched."""

import pytest
from typer.testing import CliRunner

from bot.inbound.cli.main import app

FILE = "# 우리 목록\nfeeds:\n  - {url: 'https://gana.example/rss', outlet: 가나일보}\n"
OPML = """<opml version="2.0"><body>
<outline text="가나일보" xmlUrl="https://gana.example/rss"/>
<outline text="다라신문" xmlUrl="https://dara.example/rss"/>
<outline text="파일" xmlUrl="file:///etc/passwd"/>
</body></opml>"""


@pytest.fixture
def sosik(tmp_path, monkeypatch):
    (tmp_path / "feeds.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "list.opml").write_text(OPML, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOSIK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("SOSIK_WATCHLISTS", str(tmp_path))

    def run(*arguments, code=0):
        result = CliRunner().invoke(app, ["feeds", *arguments])
        assert result.exit_code == code, (result.output, result.exception)
        return result.stdout

    return run


def test_an_import_shows_the_file_it_would_write_and_writes_it_when_told(sosik, tmp_path):
    shown = sosik("import", "list.opml")
    untouched = (tmp_path / "feeds.yaml").read_text(encoding="utf-8")
    said = sosik("import", "list.opml", "--write")

    written = (tmp_path / "feeds.yaml").read_text(encoding="utf-8")
    assert untouched == FILE
    assert written == shown
    assert written.startswith(FILE)
    assert "1곳을 더했습니다(이미 있던 1곳, 쓸 수 없는 주소 1개)" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feeds.yaml", "list.opml"]


def test_an_export_comes_in_again(sosik, tmp_path):
    (tmp_path / "out.opml").write_text(sosik("export"), encoding="utf-8")

    assert sosik("import", "out.opml") == FILE


def test_a_file_that_is_no_opml_fails_and_leaves_the_feeds_alone(sosik, tmp_path):
    (tmp_path / "bad.opml").write_text("<html>", encoding="utf-8")

    sosik("import", "bad.opml", "--write", code=1)

    assert (tmp_path / "feeds.yaml").read_text(encoding="utf-8") == FILE
