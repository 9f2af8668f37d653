"""What an answer of the Slack Web API, or none, means for the message that was on its way.

Only four things prove that the synchronous client sent nothing: the name did not resolve, the
connection was refused, the certificate was not accepted, or Slack said 429. A list of error codes
proves that Slack looked at the message and did not take it. Everything else, 5xx and unknown codes
too, leaves the fate open ("some aspect of the operation may have succeeded", says Slack).
"""

import socket
import ssl
from collections.abc import Mapping
from datetime import timedelta
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from bot.errors import ChannelBlocked, FateUnknown, MessageRefused, NotSent, SosikError

TOO_MANY_REQUESTS = 429
SERVER_ERRORS = 500
PAUSE_UNSAID = timedelta(seconds=30)  # after a 429 that names no time
PAUSE_OVER_QUOTA = timedelta(minutes=10)  # the workspace is over a quota that no second mends
LONGEST_PAUSE = timedelta(hours=1)  # more than that is a mistake of somebody's

RATE_CODES = frozenset({"ratelimited", "rate_limited"})
QUOTA_CODES = frozenset({"accesslimited", "message_limit_exceeded", "team_added_to_org"})
MESSAGE_CODES = frozenset(
    {
        "as_user_not_supported",
        "attachment_payload_limit_exceeded",
        "block_mismatch",
        "cannot_reply_to_message",
        "cant_broadcast_message",
        "cant_delete_message",
        "cant_update_message",
        "compliance_exports_prevent_deletion",
        "edit_window_closed",
        "invalid_attachments",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "markdown_text_conflict",
        "message_not_found",
        "metadata_must_be_sent_from_app",
        "metadata_too_large",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "restricted_action_thread_locked",
        "thread_not_found",
        "too_many_attachments",
        "too_many_contact_cards",
    }
)
CHANNEL_CODES = frozenset(
    {
        "cannot_post_to_channel",
        "channel_is_limited_access",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "is_inactive",
        "method_not_supported_for_channel_type",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "slack_connect_blocked_file_type",
        "slack_connect_file_link_sharing_blocked",
    }
)
WORKSPACE_CODES = frozenset(
    {
        "access_denied",
        "account_inactive",
        "deprecated_endpoint",
        "enterprise_is_restricted",
        "invalid_auth",
        "method_deprecated",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)


def outcome(error: Exception) -> SosikError:
    """The error of our tree that says what is certain after this one of the client's.

    It names Slack's code or the kind of failure, never the address, the token or the message.
    """
    if isinstance(error, SlackApiError):
        return _answered(error)
    if _never_left(error):
        return NotSent("Slack could not be reached; it will be tried again.")
    return FateUnknown(f"Slack gave no usable answer ({type(error).__name__}).")


def _never_left(error: Exception) -> bool:
    reason = error.reason if isinstance(error, URLError) else error
    return isinstance(
        reason, socket.gaierror | ConnectionRefusedError | ssl.SSLCertVerificationError
    )


def _answered(error: SlackApiError) -> SosikError:
    status, code = status_of(error), code_of(error)
    if status == TOO_MANY_REQUESTS or (status < SERVER_ERRORS and code in RATE_CODES):
        return NotSent("Slack asks for a pause.", retry_after=_retry_after(error))
    if status >= SERVER_ERRORS:
        return FateUnknown(f"Slack had a fault of its own (HTTP {status}).")
    if code in QUOTA_CODES:
        return NotSent(f"Slack takes nothing for now ({code}).", retry_after=PAUSE_OVER_QUOTA)
    if code in MESSAGE_CODES:
        return MessageRefused(f"Slack refuses this message ({code}).", code=code)
    if code in CHANNEL_CODES:
        return ChannelBlocked(
            f"Slack refuses this channel ({code}): invite the app, or check the channel's name.",
            code=code,
            whole_workspace=False,
        )
    if code in WORKSPACE_CODES:
        return ChannelBlocked(
            f"Slack refuses the app ({code}): check its token and scopes with `sosik slack check`.",
            code=code,
            whole_workspace=True,
        )
    return FateUnknown(f"Slack gave an answer that says nothing certain ({code or 'no code'}).")


def code_of(error: SlackApiError) -> str:
    """Slack's error code, "" where the answer holds none (HTML, a truncated body, a bare string)."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) and code.isascii() and " " not in code else ""


def status_of(error: SlackApiError) -> int:
    """The HTTP status of the answer, 0 where there was none."""
    status = getattr(error.response, "status_code", 0)
    return status if isinstance(status, int) else 0


def _retry_after(error: SlackApiError) -> timedelta:
    headers = getattr(error.response, "headers", None)
    if isinstance(headers, Mapping):
        for name, value in headers.items():
            if str(name).lower() == "retry-after" and str(value).strip().isdecimal():
                return min(timedelta(seconds=int(str(value).strip()[:9])), LONGEST_PAUSE)
    return PAUSE_UNSAID
