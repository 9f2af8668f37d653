"""What a failure on the way to an outlet says to a person: the words for errors that carry a code.

Messages of feeds, pages and addresses are for the log; whoever asked for one reads these instead.
"""

from collections.abc import Mapping

from bot.card.words import error_words
from bot.errors import AddressRefused, BadFeed, BadPage, FetchFailed, SosikError

_FEED_WORDS: Mapping[str, str] = {  # where a page could be saved from the browser instead
    "encoding": "알 수 없는 압축 형식으로 답하는 피드입니다. 다른 피드 주소를 찾아 주세요.",
    "forbidden": "사이트가 피드를 막아 두었습니다(401·403). 다른 피드 주소를 찾아 주세요.",
    "redirects": "피드 주소가 끝없이 옮겨 다닙니다. 새 피드 주소를 찾아 주세요.",
}


def failure_words(error: SosikError) -> str:
    """What went wrong and what to do next, in Korean; a message that is for people stands as it is."""
    match error:
        case AddressRefused():
            return (
                "갈 수 없는 주소입니다. http나 https 주소인지 확인하고, 사설망이면 그 네트워크를 "
                "SOSIK_ALLOWED_NETWORKS에 적어 주세요."
            )
        case FetchFailed(status=None):
            return "서버에 닿지 못했습니다. 주소와 인터넷 연결을 확인하고 잠시 뒤 다시 해 주세요."
        case FetchFailed(status=status):
            return f"서버가 지금은 내주지 않습니다(HTTP {status}). 잠시 뒤 다시 해 주세요."
        case BadFeed(reason=reason) if reason in _FEED_WORDS:
            return _FEED_WORDS[reason]
        case BadPage() | BadFeed():
            return error_words(error.reason)
        case _:
            return str(error)
