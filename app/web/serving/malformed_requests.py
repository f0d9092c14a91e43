"""Protocol: what can't be read as a request is answered by a problem too.

It reaches no application, so that uvicorn answers it by itself, in a line of plain text that does not say what to do.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.web.http.problems import MALFORMED_REQUEST, ProblemError, problem_response

DETAIL = (
    "This can't be read as HTTP/1.1. In an address, what is not ASCII is written as %XX; curl does that by itself with "
    "-G --data-urlencode 'q=…'."
)


class Protocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, but for what it says of malformed requests."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (what uvicorn would say)
        """Answer what is no request, and close the connection."""
        problem = problem_response(ProblemError(MALFORMED_REQUEST, DETAIL), "", str)
        headers = [*self.server_state.default_headers, *problem.raw_headers, (b"connection", b"close")]
        lines = [b"%b: %b\r\n" % pair for pair in headers]
        self.transport.write(b"".join([STATUS_LINE[400], *lines, b"\r\n", problem.body]))
        self.transport.close()
