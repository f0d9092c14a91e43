"""Documentation for clients: how endpoints are declared, the OpenAPI document, and `/llms.txt`.

Imports every wing except `serving`.
"""
