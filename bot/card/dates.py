"""Times as Korean readers want them: KST, without the year where it is this year."""

from datetime import datetime, timedelta, timezone

KST = timezone(timedelta(hours=9), "KST")


def kst_time(moment: datetime, now: datetime) -> str:
    """`11월 22일 09:05`, with the year in front where it differs from that of `now`."""
    local = moment.astimezone(KST)
    return f"{kst_date(moment, now)} {local:%H:%M}"


def kst_date(moment: datetime, now: datetime) -> str:
    """`11월 22일`, with the year in front where it differs from that of `now`."""
    local = moment.astimezone(KST)
    day = f"{local.month}월 {local.day}일"
    return day if local.year == now.astimezone(KST).year else f"{local.year}년 {day}"
