"""Serving: every request goes through the pipeline, the errors, the response cache and the server that are here.

Imports every other wing; no other wing imports it.
"""
