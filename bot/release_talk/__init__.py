"""The talk that takes a request to release images: one question at a time, until it can be signed. Pure.

`talk` answers a turn, `begin` starts a request, `resume` goes on with one; what is kept is data in bot/effects.py.
"""
