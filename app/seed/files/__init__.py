"""The files of a seed: article.txt and facts.yaml, read, validated and located line by line.

The lowest wing of the loader: it imports no other.
"""
