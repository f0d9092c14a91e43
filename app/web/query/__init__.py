"""Queries: which facts match a request, in which order, and page by page. Imports `request` and `http`."""
