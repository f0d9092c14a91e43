"""The facts of all stories as one: the store of proven stories, merged facts, and facts as they are served.

Imports `app.seed.proof` and `app.seed.files`.
"""
