"""HTTP itself, whatever is served: headers, versions, negotiation, compression, links and problems (RFC 9110, 9457).

Imports no other wing of `app.web`.
"""
