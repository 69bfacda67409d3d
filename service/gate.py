"""What every request passes: it gets an id, its body is bounded, and no fault gets past it as anything but an answer."""

import logging
import re
import uuid
from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.answering import where
from service.api import fault

ID_HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_log = logging.getLogger("stancewire.service")


class Gate:
    """ASGI middleware. `limit` is that of the body in bytes; a body is read whole before the application sees any of it,
    because an error raised while the application reads would be told as a fault of ours."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app, self.limit = app, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        reply = _Reply(send, request_id(headers))
        scope.setdefault("state", {})["request_id"] = reply.request_id
        try:
            body = await _whole_body(headers, receive, self.limit)
            if body is None:
                error = fault("too_large", f"the body is over {self.limit:,} bytes", reply.request_id, limit=self.limit)
                await JSONResponse(error, status_code=413)(scope, receive, reply.send)
            else:
                await self.app(scope, _Replay(body, receive).receive, reply.send)
        except _Gone:
            pass
        except Exception as e:
            _log.error("request %s: %s", reply.request_id, where(e))
            if not reply.started:
                error = fault("internal_error", "a fault of ours; the log has it under this request id", reply.request_id)
                await JSONResponse(error, status_code=500)(scope, receive, reply.send)


def request_id(headers: Headers) -> str:
    """The caller's where it can stand in a log line, else a new one."""
    sent = headers.get(ID_HEADER, "")
    return sent if _SANE.fullmatch(sent) else uuid.uuid4().hex


class _Gone(Exception):
    """The caller hung up before the body was whole."""


async def _whole_body(headers: Headers, receive: Receive, limit: int) -> bytes | None:
    """All of the body, or None where it is over the limit, as soon as that is known."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > limit:
        return None
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _Gone
        body += message.get("body", b"")
        if len(body) > limit:
            return None
        more = message.get("more_body", False)
    return bytes(body)


class _Replay:
    """Hands out the body that was read, then whatever comes."""

    def __init__(self, body: bytes, receive: Receive) -> None:
        self._body: bytes | None = body
        self._receive = receive

    async def receive(self) -> Message:
        if self._body is None:
            return await self._receive()
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}


class _Reply:
    """Sends the answer on with the request's id in a header, and knows whether it has begun."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send, self.request_id, self.started = send, request_id, False

    async def send(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = [*message.get("headers", ()), (ID_HEADER.lower().encode(), self.request_id.encode())]
        await self._send(message)
