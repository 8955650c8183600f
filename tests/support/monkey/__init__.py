"""Random hands in the real window: seeded gestures, what they may do, and what is watched meanwhile.

`hand` has a mouse and a keyboard; modules of `gestures` register what it does with them; `watch` keeps what went wrong
and how long the window did not answer; `checks` are what must hold whatever was done; `play` brings them together.
To add a gesture, write a function and register it.
"""
