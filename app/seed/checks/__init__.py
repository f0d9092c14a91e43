"""Checks of a story that need the facts of all stories: references, required fields, metrics, quotations.

Imports `app.seed.merging`, `app.seed.proof` and `app.seed.files`.
"""
