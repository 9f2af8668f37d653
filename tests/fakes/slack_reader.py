"""What a reader sees of Slack's blocks, as lines of text: buttons and menus in brackets, quotes with a >."""

from collections.abc import Sequence

from tests.fakes.slack_workspace import Json


def as_read(blocks: Sequence[Json]) -> str:
    """Blocks as lines of text: links as text, buttons in brackets."""
    lines: list[str] = []
    for block in blocks:
        match block["type"]:
            case "rich_text":
                for part in block["elements"]:
                    lines += _part(part)
            case "actions":
                lines.append(" ".join(f"[{_control(each)}]" for each in block["elements"]))
            case "input":
                lines.append(f"{block['label']['text']}: ________")
            case _:
                lines.append(str(block.get("text", {}).get("text", "")))
    return "\n".join(line for line in lines if line.strip())


def _control(element: Json) -> str:
    """A button by its label, a menu by what it asks."""
    if element["type"] == "static_select":
        return f"{element['placeholder']['text']} ▾"
    return str(element["text"]["text"])


def _part(part: Json) -> list[str]:
    if part["type"] == "rich_text_list":
        is_numbered = part["style"] == "ordered"
        return [
            f"{f'{number}.' if is_numbered else '•'} {_inline(item['elements'])}"
            for number, item in enumerate(part["elements"], 1)
        ]
    mark = "> " if part["type"] == "rich_text_quote" else ""
    return [mark + line for line in _inline(part["elements"]).split("\n")]


def _inline(elements: Sequence[Json]) -> str:
    return "".join(_element(each) for each in elements)


def _element(element: Json) -> str:
    if element["type"] == "user":
        return "@민지"
    text = str(element.get("text") or element.get("usergroup_id") or "")
    return f"`{text}`" if element.get("style", {}).get("code") else text
