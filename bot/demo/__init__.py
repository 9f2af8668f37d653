"""The demo newsroom: invented outlets on the loopback, their timeline, and what should come of it.

newsroom.yaml → scenario.load → Newsroom(clock) ⇄ the real application
                              ↘ closing.closing_rows ← what the application told
"""
