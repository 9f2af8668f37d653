"""Korean words for everything that rules answer with codes: what a person reads instead."""

from collections.abc import Mapping

from bot.model import (
    BUNDLED,
    Alert,
    AlertState,
    BodySource,
    ButtonKind,
    EntryClosed,
    JudgementKind,
    Permission,
    Relation,
    Salience,
)

RELATION_WORDS: Mapping[Relation, str] = {
    Relation.FIRST: "첫 보도",
    Relation.COPY: "같은 글 전재",
    Relation.RELEASE: "보도자료 전재",
    Relation.REWRITE: "같은 사건 다른 글",
    Relation.UPDATE: "새 사실",
    Relation.FOLLOWUP: "후속 보도",
}

SALIENCE_WORDS: Mapping[Salience, str] = {
    Salience.TITLE: "제목",
    Salience.LEDE: "첫 문단",
    Salience.BODY: "본문",
    Salience.PASSING: "스쳐 지나가는 언급",
}

REASON_WORDS: Mapping[str, str] = {
    "name": "이름 그대로",
    "alias": "별칭",
    "spelling": "띄어쓰기·표기만 다름",
    "suffix": "이름에 붙은 말까지 한 낱말",
    "generation": "이름에 세대 번호가 붙음",
    "product": "이 회사의 제품 이름",
    "ellipsis": "앞말을 줄인 나열(예: 삼성·SK하이닉스)",
    "supported": "약한 표기이나 같은 기사에 뒷받침하는 말이 있음",
    "broken_line": "줄이 바뀌며 끊긴 이름",
    "all_of": "함께 있어야 할 이름이 모두 있음",
    "regex": "정규식에 맞음",
    "inside_word": "다른 낱말의 일부",
    "longer_name": "더 긴 다른 이름의 일부",
    "affiliate": "이름이 비슷한 다른 회사",
    "team": "구단 이름",
    "sports": "스포츠 기사",
    "other_sense": "다른 뜻으로 쓰임",
    "credit": "사진·기사 출처 표시",
    "excluded": "제외어에 들어 있음",
    "excluded_near": "제외어가 가까이 있음",
    "no_support": "약한 표기인데 뒷받침하는 말이 없음",
    "gloss": "바로 앞 이름의 풀이라 한 번만 셈",
    "incomplete": "함께 있어야 할 이름이 모자람",
}

ALERT_WORDS: Mapping[AlertState, str] = {
    AlertState.PENDING: "보낼 차례를 기다림",
    AlertState.SENDING: "보내는 중",
    AlertState.SENT: "보냄",
    AlertState.UNKNOWN: "도착했는지 확인하는 중",
    AlertState.BLOCKED: "채널이 받지 않아 멈춤",
    AlertState.FAILED: "보내지 못함",
    AlertState.FOLDED: "브리핑으로 모음",
}

CLOSED_WORDS: Mapping[EntryClosed, str] = {
    EntryClosed.PLACED: "기사로 정리함",
    EntryClosed.BAD_PAGE: "읽을 수 없는 페이지",
    EntryClosed.BACKLOG: "처음 구독할 때 이미 있던 글이라 알리지 않음",
    EntryClosed.GAVE_UP: "여러 번 시도했으나 읽지 못함",
}

HEALTH_WORDS: Mapping[str, str] = {
    "new": "아직 한 번도 받지 못함",
    "ok": "정상",
    "quiet": "평소보다 조용함",
    "stale": "오랫동안 새 글이 없음",
    "broken": "연결하거나 읽지 못함",
    "disabled": "꺼 둠",
}

BODY_WORDS: Mapping[BodySource, str] = {
    BodySource.PAGE: "본문",
    BodySource.TEASER: "구독자나 회원에게만 열린 기사라 앞부분만 읽었습니다",
    BodySource.FEED: "본문을 읽지 못해 피드 요약만 보았습니다",
}

PERMISSION_WORDS: Mapping[Permission, str] = {
    Permission.OPEN: "허용",
    Permission.RESTRICTED: "조건부",
    Permission.FORBIDDEN: "금지",
    Permission.UNKNOWN: "확인 안 됨",
}

BUTTON_WORDS: Mapping[ButtonKind, str] = {
    ButtonKind.WHY: "왜 왔나",
    ButtonKind.ACKNOWLEDGE: "확인",
    ButtonKind.MUTE: "음소거",
    ButtonKind.NEVER_OUTLET: "이 매체 제외",
    ButtonKind.IRRELEVANT: "무관",
}

_ERROR_WORDS: Mapping[str, str] = {
    "account_inactive": "앱 계정이 꺼져 있습니다. 워크스페이스 관리자에게 확인해 주세요.",
    "channel_not_found": "채널을 찾을 수 없습니다. 채널 이름과 초대 여부를 확인해 주세요.",
    "fate_unknown": "도착했는지 알 수 없어 다시 보내지 않았습니다. 채널을 보시고, 없으면 "
    "`sosik alerts retry 번호 --missing`으로 보내 주세요.",
    "bug": "프로그램 오류로 미루었고 다시 시도합니다. 로그를 확인해 주세요.",
    "bundled": "여러 소식과 한 메시지로 모았습니다.",
    "judged": "이 채널에서 껐거나 제외한 소식입니다.",
    "gone": "없어진 주소입니다. 주소를 확인해 주세요.",
    "missing": "그런 페이지가 없습니다. 주소를 확인해 주세요.",
    "empty": "빈 문서입니다. 주소나 파일을 확인해 주세요.",
    "encoding": "알 수 없는 압축 형식입니다. 브라우저에서 저장한 파일로 해 주세요.",
    "forbidden": "사이트가 접근을 막아 두었습니다(401·403). 브라우저에서 저장한 파일로 해 주세요.",
    "refused": "서버가 내주지 않는 주소입니다. 주소를 확인해 주세요.",
    "redirects": "주소가 끝없이 옮겨 다닙니다. 브라우저에 뜬 마지막 주소로 해 주세요.",
    "not_html": "기사 페이지가 아닌 파일입니다. 기사 주소를 확인해 주세요.",
    "title_only": "기사로 바로 가지 않는 주소라 제목만 읽습니다. 매체의 기사 주소로 해 주세요.",
    "not_a_feed": "피드가 아닙니다. 사이트의 RSS 주소를 찾아 주세요.",
    "not_opml": "OPML 파일이 아닙니다. 피드를 읽는 프로그램에서 OPML로 내보내 주세요.",
    "no_key": "네이버 검색 키가 없습니다. NAVER_CLIENT_ID와 NAVER_CLIENT_SECRET을 적어 주세요.",
    "hostile": "해로워 보이는 문서라 읽지 않았습니다.",
    "broken": "깨진 문서라 읽지 못했습니다.",
    "no_body": "본문을 찾지 못했습니다.",
    "list": "기사가 아니라 기사 목록입니다.",
    "login": "로그인해야 볼 수 있는 기사입니다.",
    "blocked": "사이트가 접속을 막았습니다.",
    "invalid_auth": "토큰이 올바르지 않습니다. 설정을 확인해 주세요.",
    "invalid_blocks": "메시지 모양이 받아들여지지 않았습니다.",
    "is_archived": "보관된 채널입니다. 다른 채널로 바꿔 주세요.",
    "message_not_found": "고칠 메시지가 채널에 없습니다.",
    "missing_scope": "앱 권한이 모자랍니다. 앱을 다시 설치해 주세요.",
    "msg_blocks_too_long": "메시지가 너무 깁니다.",
    "msg_too_long": "메시지가 너무 깁니다.",
    "not_in_channel": "채널에 초대되지 않았습니다. /invite로 초대해 주세요.",
    "not_allowed_token_type": "다른 종류의 토큰입니다. 봇 토큰은 xoxb-, 앱 토큰은 xapp-로 시작합니다.",
    "not_authed": "토큰이 비어 있습니다. 설정을 확인해 주세요.",
    "ratelimited": "너무 잦아 잠시 쉬었다 보냅니다.",
    "restricted_action": "이 채널에는 글을 쓸 권한이 없습니다.",
    "robots": "사이트가 수집을 허용하지 않습니다.",
    "story_gone": "보낼 소식이 더는 없습니다.",
    "token_expired": "토큰이 만료되었습니다. 새 토큰을 넣어 주세요.",
    "token_revoked": "토큰이 취소되었습니다. 앱을 다시 설치해 주세요.",
    "too_large": "문서가 너무 큽니다.",
    "workspace_blocked": "워크스페이스가 앱을 막았습니다. 관리자에게 확인해 주세요.",
}


def alert_words(alert: Alert) -> str:
    """How far an alert got, and for one that was folded, why."""
    if alert.state is AlertState.FOLDED and alert.error in _FOLDED_WORDS:
        return _FOLDED_WORDS[alert.error]
    return ALERT_WORDS[alert.state]


_FOLDED_WORDS = {
    BUNDLED: "여러 소식과 한 메시지로 모아 보냄",
    "judged": "껐거나 제외해 보내지 않음",
}


def unreadable_words(missing: str, on_ambiguous: str) -> str:
    """What it means that the app may not read channels back, and what happens then."""
    return (
        f"슬랙 앱에 채널을 되읽을 권한이 없습니다({missing}). 보낸 메시지가 도착했는지 확인하지 못해 "
        f"정확히 한 번을 보장할 수 없습니다. {_AMBIGUOUS_WORDS[on_ambiguous]} "
        "앱 설정에서 권한을 더하고 다시 설치해 주세요."
    )


_AMBIGUOUS_WORDS: Mapping[str, str] = {
    "reconcile": "불확실한 메시지는 10분까지 확인해 보고, 안 되면 따로 두고 알려 드립니다.",
    "hold": "불확실한 메시지는 사람이 확인할 때까지 다시 보내지 않습니다.",
    "resend": "불확실한 메시지는 다시 보냅니다. 같은 소식이 두 번 갈 수 있습니다.",
}


UNTHREADED_WORDS = "앞선 메시지에 댓글을 달 수 없어 따로 전해 드립니다."
"""What a reply says that stands by itself because its thread is gone."""


def judged_line(kind: JudgementKind, who: str, when: str) -> str:
    """Who decided what about the card's story, as the card itself says it."""
    return f"{_JUDGED_WORDS[kind]}: {person(who)} ({when})"


def judged_mark(kind: JudgementKind, who: str) -> str:
    """The same in a line of many stories, where there is little room."""
    return f"담당 {person(who)}" if kind is JudgementKind.ACKNOWLEDGE else _JUDGED_WORDS[kind]


def person(name: str) -> str:
    """How people are spoken of, by the name that they go by."""
    return f"{name} 님"


_JUDGED_WORDS = {
    JudgementKind.ACKNOWLEDGE: "담당",
    JudgementKind.IRRELEVANT: "무관으로 표시",
    JudgementKind.MUTE_STORY: "이 사건 음소거",
}


def flood_notice(outlet: str, count: int) -> str:
    """What a channel hears when a feed brings out many matching articles at once."""
    return (
        f"{outlet} 피드가 한꺼번에 기사를 쏟아 내, 해당하는 {count}건은 알리지 않고 보관만 했습니다. "
        "`sosik search`로 찾아볼 수 있습니다."
    )


_FEED_WORDS: Mapping[str, str] = {
    "broken": "깨진 문서",
    "bug": "프로그램 오류로 읽지 못했습니다. 로그를 확인해 주세요",
    "empty": "빈 응답",
    "encoding": "알 수 없는 압축 형식",
    "forbidden": "접근을 막아 둠(401·403)",
    "future_dates": "앞선 날짜가 있음",
    "gone": "없어진 주소(410)",
    "hostile": "해로워 보이는 문서",
    "label_wrong": "인코딩 표시가 틀림",
    "loose": "문법이 어긋나 느슨하게 읽음",
    "missing": "없는 주소(404)",
    "mixed": "인코딩이 섞임",
    "moved": "새 주소로 옮겨 감",
    "no_items": "글이 없음",
    "no_key": "API 키가 없음",
    "not_a_feed": "피드가 아님",
    "redirects": "주소가 끝없이 옮겨 다님",
    "refused": "갈 수 없는 주소",
    "repaired": "깨진 곳을 고쳐 읽음",
    "too_large": "너무 큰 문서",
    "truncated": "앞부분만 읽음",
    "unreachable": "응답이 없음",
}


def feed_words(codes: str) -> str:
    """What a feed's notes (codes parted by commas) say to a person; an unknown one stands as it is."""
    return ", ".join(_feed_word(code) for code in codes.split(",") if code)


def _feed_word(code: str) -> str:
    status = code.removeprefix("http_")
    if status == code:
        return _FEED_WORDS.get(code, code)
    if status == "429":
        return "너무 자주 묻는다며 미룸(429)"
    return f"서버 오류({status})"


def reason_words(code: str) -> str:
    """What a matching rule's code says to a person; an unknown code stands as it is."""
    return REASON_WORDS.get(code, code)


def error_words(code: str) -> str:
    """What an error's or reason's code says to a person, with what to do about it."""
    return _ERROR_WORDS.get(code, f"알 수 없는 까닭입니다({code}).")
