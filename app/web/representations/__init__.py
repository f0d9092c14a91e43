"""Representations: items as JSON, CSV, NDJSON and JSON-LD, and their citations.

Imports `query`, `request`, `http` and `about`.
"""
