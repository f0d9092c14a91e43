"""Storage: the database, below the API, which only reads it, and the loader, which only replaces it.

- `connections`: read-only connections, each to one dataset for as long as it is in use.
- `reader`: the queries of one dataset; `statements` prepares them, `dataset_cache` holds results that do not change.
- `replacement`: an empty database for the loader, which takes the place of the current one at the end.
"""
