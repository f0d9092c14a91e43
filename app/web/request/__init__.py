"""A request: its query parameters and its format, read strictly. Imports `http` only."""
