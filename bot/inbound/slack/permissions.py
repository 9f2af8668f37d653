"""Who may do what where: one pure table.

|                          | member | admin | guest | stranger |
|--------------------------|--------|-------|-------|----------|
| help                     | yes    | yes   | yes   | yes      |
| try a term, health       | yes    | yes   | no    | no       |
| look at a channel's list | yes*   | yes*  | no    | no       |
| change a channel's list  | yes*   | yes*  | no    | no       |
| every public list        | no     | yes   | no    | no       |

* in a channel that the person and the bot are both in; a direct message is no channel.
"""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is in our workspace."""

    MEMBER = "member"
    ADMIN = "admin"
    GUEST = "guest"
    STRANGER = "stranger"  # of another workspace, a bot, deactivated, or unknown


class Place(StrEnum):
    """Where somebody asks."""

    CHANNEL = "channel"
    DIRECT = "direct"
    ABSENT = "absent"  # the bot is not in it, or it does not exist
    OUTSIDE = "outside"  # the person is not in it


class Need(StrEnum):
    """What an errand touches."""

    NOTHING = "nothing"
    WORKSPACE = "workspace"
    LOOK = "look"
    CHANGE = "change"
    EVERYWHERE = "everywhere"


class Refusal(StrEnum):
    """Why not."""

    GUEST = "guest"
    STRANGER = "stranger"
    NOT_ADMIN = "not_admin"
    NO_CHANNEL = "no_channel"
    NOT_INVITED = "not_invited"
    NOT_IN_CHANNEL = "not_in_channel"


def refusal(need: Need, role: Role, place: Place) -> Refusal | None:
    """Why somebody may not, None where they may."""
    if need is Need.NOTHING:
        return None
    if role is Role.GUEST:
        return Refusal.GUEST
    if role is Role.STRANGER:
        return Refusal.STRANGER
    if need is Need.EVERYWHERE:
        return None if role is Role.ADMIN else Refusal.NOT_ADMIN
    if need is Need.WORKSPACE:
        return None
    return _REFUSED_PLACES.get(place)


_REFUSED_PLACES = {
    Place.DIRECT: Refusal.NO_CHANNEL,
    Place.ABSENT: Refusal.NOT_INVITED,
    Place.OUTSIDE: Refusal.NOT_IN_CHANNEL,
}
