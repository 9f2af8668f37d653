"""A YAML file that people write: read by nodes, so that every complaint names file, line and fix."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import TypeVar

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.errors import BadWatchlist
from bot.text.josa import quoted, with_particle
from bot.text.normalise import clean

MAX_TEXT = 200
"""Code points of one entry."""
_NULL = "tag:yaml.org,2002:null"

T = TypeVar("T", bound=str)


class Sheet:
    """One file under reading. Every method raises BadWatchlist where the file is otherwise."""

    def __init__(self, name: str, content: str) -> None:
        self._name = name
        self._seen: set[int] = set()
        self.root = self._compose(content)

    def wrong(self, node: Node | None, message: str) -> BadWatchlist:
        """The complaint about a node, to be raised."""
        line = node.start_mark.line + 1 if node is not None and node.start_mark else 1
        return BadWatchlist(f"{self._name} {line}번째 줄: {message}")

    def mapping(self, node: Node, what: str, keys: Collection[str]) -> dict[str, Node]:
        """The entries of a mapping with only the given keys, none of them twice."""
        if not isinstance(node, MappingNode):
            raise self.wrong(node, f"{with_particle(what, '은/는')} '항목: 값' 꼴이어야 합니다.")
        self._once(node)
        entries: dict[str, Node] = {}
        for key_node, value in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else ""
            if key not in keys:
                raise self.wrong(key_node, self._unknown(str(key), keys, what))
            if key in entries:
                raise self.wrong(
                    key_node, f"{quoted(str(key), '이/가')} 두 번 나옵니다. 하나로 합쳐 주세요."
                )
            if not _is_null(value):
                entries[key] = value
        return entries

    def items(self, node: Node, what: str) -> Iterator[Node]:
        """The items of a list."""
        if not isinstance(node, SequenceNode):
            raise self.wrong(
                node, f"{with_particle(what, '은/는')} 목록이어야 합니다. 예: [가, 나]"
            )
        self._once(node)
        yield from node.value

    def text(self, node: Node, what: str, most: int = MAX_TEXT) -> str:
        """One entry as text, whatever YAML would make of it (3M, on, 2025)."""
        if not isinstance(node, ScalarNode) or _is_null(node):
            raise self.wrong(node, f"{with_particle(what, '은/는')} 글자여야 합니다.")
        text = clean(str(node.value)).strip()
        if not text:
            raise self.wrong(
                node, f"{with_particle(what, '이/가')} 비었습니다. 값을 적거나 줄을 지워 주세요."
            )
        if len(text) > most:
            raise self.wrong(node, f"{with_particle(what, '이/가')} 너무 깁니다({most}자까지).")
        return text

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of entries without repeats; a lone entry is a list of one."""
        if node is None:
            return ()
        if isinstance(node, ScalarNode):
            return (self.text(node, what),)
        return tuple(dict.fromkeys(self.text(item, what) for item in self.items(node, what)))

    def choice(self, node: Node, what: str, choices: Collection[T]) -> T:
        """The one of the choices that the entry names."""
        text = self.text(node, what)
        for choice in choices:
            if text == str(choice):
                return choice
        allowed = " | ".join(str(choice) for choice in choices)
        raise self.wrong(
            node, f"{what}에 {quoted(text, '은/는')} 쓸 수 없습니다. 쓸 수 있는 값: {allowed}"
        )

    def _compose(self, content: str) -> Node:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            root = yaml.compose(content, Loader=loader)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            raise BadWatchlist(
                f"{self._name} {_where(error)}YAML로 읽을 수 없습니다. 들여쓰기와 따옴표를 확인해 주세요."
            ) from error
        if root is None:
            raise BadWatchlist(f"{self._name} 1번째 줄: 파일이 비었습니다.")
        return root

    def _once(self, node: Node) -> None:
        """Refuses YAML's aliases (*x): they let a small file grow without bounds."""
        if id(node) in self._seen:
            raise self.wrong(node, "YAML 별칭(&, *)은 쓸 수 없습니다. 풀어서 적어 주세요.")
        self._seen.add(id(node))

    @staticmethod
    def _unknown(key: str, keys: Collection[str], what: str) -> str:
        close = get_close_matches(key, keys, n=1, cutoff=0.5)
        hint = (
            f"{quoted(close[0], '을/를')} 쓰려던 것인가요?"
            if close
            else f"쓸 수 있는 항목: {', '.join(keys)}"
        )
        return f"{what}에 모르는 항목 {quoted(key, '이/가')} 있습니다. {hint}"


def _is_null(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.tag == _NULL


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"{mark.line + 1}번째 줄: " if mark is not None else ""
