"""The loader: a curator's files become rows, or a report of everything that is wrong with them."""
