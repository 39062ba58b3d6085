"""A small client of the real yaml-language-server over standard input and output, as VS Code talks to it.

    with LanguageServer(command, folder, settings) as server:
        server.open(path)
        server.diagnostics(path)                      # [{"message": …, "range": …}, …]
        server.completion(path, line, column)         # labels with what stands beside them
        server.hover(path, line, column)

``find_server`` looks in ``SHIXUN_YLS`` (a folder into which npm installed the package), in the user's cache and on
the path.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

PACKAGE = "yaml-language-server@2.0.0"
WAIT = 60.0
"""Seconds an answer may take on a loaded machine."""


def cache_folder() -> Path:
    """Where the tests look for the server beside the path."""
    named = os.environ.get("SHIXUN_YLS")
    return Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "shixun-yls"


def find_server() -> list[str] | None:
    """The command that starts the server, or ``None`` where it is not installed."""
    node = shutil.which("node")
    script = cache_folder() / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if node is not None and script.exists():
        return [node, str(script), "--stdio"]
    found = shutil.which("yaml-language-server")
    return [found, "--stdio"] if found is not None else None


class LanguageServer:
    """One server and what it has said."""

    def __init__(self, command: list[str], folder: Path, settings: dict[str, Any]) -> None:
        self._folder, self._settings = folder, settings
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        self._published: dict[str, list[dict[str, Any]]] = {}
        self._number = 0
        self._version: dict[str, int] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> LanguageServer:
        uri = self._folder.as_uri()
        self._ask(
            "initialize",
            {
                "processId": os.getpid(), "locale": "zh-cn", "rootUri": uri, "workspaceFolders": [{"uri": uri, "name": "w"}],
                "capabilities": {
                    "workspace": {"configuration": True, "workspaceFolders": True},
                    "textDocument": {
                        "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                        "hover": {"contentFormat": ["markdown", "plaintext"]},
                        "publishDiagnostics": {},
                    },
                },
            },
        )  # fmt: skip
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": self._nested()})
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._ask("shutdown", None)
            self._tell("exit", None)
            self._process.wait(10)
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()

    # -- what an editor does --------------------------------------------------------------------------------
    def open(self, path: Path, text: str | None = None) -> list[dict[str, Any]]:
        """Show a file (or other content under its name) to the server; its diagnostics."""
        content = path.read_text(encoding="utf-8") if text is None else text
        uri = path.as_uri()
        self._published.pop(uri, None)
        self._version[uri] = self._version.get(uri, 0) + 1
        if self._version[uri] == 1:
            item = {"uri": uri, "languageId": "yaml", "version": 1, "text": content}
            self._tell("textDocument/didOpen", {"textDocument": item})
        else:
            named = {"uri": uri, "version": self._version[uri]}
            self._tell("textDocument/didChange", {"textDocument": named, "contentChanges": [{"text": content}]})
        while uri not in self._published:
            self._handle(self._said.get(timeout=WAIT))
        return self._published[uri]

    def completion(self, path: Path, line: int, column: int) -> list[dict[str, Any]]:
        """What the editor offers there (lines and columns from 0)."""
        found = self._ask("textDocument/completion", self._at(path, line, column))
        return list(found["items"] if isinstance(found, dict) else found or [])

    def hover(self, path: Path, line: int, column: int) -> str:
        """The help the editor shows over a word."""
        found = self._ask("textDocument/hover", self._at(path, line, column))
        contents = found["contents"] if found else ""
        return contents["value"] if isinstance(contents, dict) else str(contents)

    def _at(self, path: Path, line: int, column: int) -> dict[str, Any]:
        return {"textDocument": {"uri": path.as_uri()}, "position": {"line": line, "character": column}}

    def _nested(self) -> dict[str, Any]:
        """Settings as an editor hands them over: ``yaml.schemas`` under ``yaml``; paths from the folder."""
        yaml: dict[str, Any] = {"validate": True, "completion": True, "hover": True}
        for key, value in self._settings.items():
            if key.startswith("yaml."):
                head, *rest = key.removeprefix("yaml.").split(".")
                yaml[head] = {rest[0]: value} if rest else value
        return {"yaml": yaml, "http": {}, "[yaml]": {}}

    # -- the wire -------------------------------------------------------------------------------------------
    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _ask(self, method: str, params: Any) -> Any:
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._said.get(timeout=WAIT)
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message.get("result")
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        """Answer what the server asks, and keep what it publishes."""
        method = message.get("method", "")
        if method == "textDocument/publishDiagnostics":
            self._published[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "id" in message and method:
            result: Any = None
            if method == "workspace/configuration":
                nested = self._nested()
                result = [nested.get(item.get("section", ""), {}) for item in message["params"]["items"]]
            self._send({"id": message["id"], "result": result})

    def _listen(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            self._said.put(json.loads(stream.read(length)))
