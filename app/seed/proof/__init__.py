"""Proof of one story by itself: quotes located, quantities and dates read again and compared with what was written.

Imports `app.seed.files` only.
"""
