"""Slack's way in: commands, buttons, the modal, the message shortcut and the App Home.

Socket Mode or HTTP → Bolt (`handlers`) → acknowledged → a thread of ours (`work`)
                    → who and where (`people`, `rooms`, `permissions`) → bot/commands → an answer
"""
