"""Rows, bitmap indexes and search documents of facts, and their way into the database.

Imports `app.seed.merging`.
"""
