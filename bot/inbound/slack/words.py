"""Korean words that only Slack's way in says."""

from collections.abc import Mapping

from bot.inbound.slack.permissions import Refusal

REFUSAL_WORDS: Mapping[Refusal, str] = {
    Refusal.GUEST: "게스트 계정으로는 쓸 수 없습니다. 워크스페이스 멤버에게 부탁해 주세요.",
    Refusal.STRANGER: "이 워크스페이스의 멤버만 쓸 수 있습니다.",
    Refusal.NOT_ADMIN: "워크스페이스 관리자만 볼 수 있습니다. 이 채널의 목록은 /watch list 입니다.",
    Refusal.NO_CHANNEL: "감시어는 채널마다 둡니다. 채널에서 입력하거나 /watch 로 창을 열어 주세요.",
    Refusal.NOT_INVITED: "먼저 이 채널에서 /invite @sosik 을 입력해 주세요.",
    Refusal.NOT_IN_CHANNEL: "그 채널의 멤버만 할 수 있습니다. 먼저 채널에 들어가 주세요.",
}
HELP = (
    "소식은 뉴스를 지켜보다가 사건마다 카드 한 장으로 알려 드립니다.",
    "/watch add HBM, 고대역폭메모리 — 감시어 추가 (+맥락어, -제외어를 붙일 수 있습니다)",
    "/watch remove HBM — 삭제",
    "/watch list — 이 채널의 감시어와 음소거",
    "/watch mute HBM 1시간 — 음소거 (1시간·오늘), /watch mute HBM 해제",
    "/watch test 낱말 — 저장하지 않고 시험",
    "/watch why 기사주소 — 왜 알렸는지, 왜 알리지 않았는지",
    "/watch brief — 이 채널의 브리핑",
    "/watch status — 상태",
    "한국어로도 쓸 수 있습니다: 추가, 삭제, 목록, 음소거, 왜, 시험, 브리핑, 상태, 도움말.",
    "/watch만 입력하면 창이 열립니다.",
)
EXAMPLES: Mapping[str, str] = {
    "add": "예: /watch add HBM, 고대역폭메모리",
    "remove": "예: /watch remove HBM",
    "mute": "예: /watch mute HBM 1시간",
    "unmute": "예: /watch mute HBM 해제",
    "test": "예: /watch test HBM",
    "why": "예: /watch why https://…",
}
