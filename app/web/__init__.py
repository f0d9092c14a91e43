"""One module for each concern of HTTP."""
