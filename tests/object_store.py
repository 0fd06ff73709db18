"""Answers as S3 does to who reads: `python object_store.py FOLDER` serves its folders as buckets.

It prints its port. A process of its own, since a reader of this process may hold it up while it waits.
"""

from __future__ import annotations

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

#: Told on the command line; a test that only imports this file serves nothing.
FOLDER = Path(sys.argv[-1])
LISTING = (
    '<?xml version="1.0"?><ListBucketResult><KeyCount>{}</KeyCount><IsTruncated>false</IsTruncated>{}'
    "</ListBucketResult>"
)
OBJECT = (
    "<Contents><Key>{}</Key><Size>{}</Size><LastModified>2024-01-01T00:00:00.000Z</LastModified></Contents>"
)


class Store(BaseHTTPRequestHandler):
    """HEAD and GET of objects, whole or a range, and ListObjectsV2."""

    def do_HEAD(self):
        self.answer(body=False)

    def do_GET(self):
        self.answer(body=True)

    def answer(self, *, body):
        url = urlsplit(self.path)
        bucket, _, key = unquote(url.path).lstrip("/").partition("/")
        target = FOLDER / bucket / key
        if key and target.is_file():
            self.send(*self.part(target.read_bytes()), body=body)
        elif not key and target.is_dir():
            self.send(200, listing(target, parse_qs(url.query)), body=body)
        else:
            self.send(404, b"", body=body)

    def part(self, content):
        wanted = self.headers.get("Range")
        if not wanted:
            return 200, content
        first, last = wanted.removeprefix("bytes=").split("-")
        return 206, content[int(first) : int(last) + 1]

    def send(self, status, content, *, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, *_):
        pass


def listing(bucket, query):
    prefix, delimiter = (query.get(name, [""])[0] for name in ("prefix", "delimiter"))
    sizes = {
        str(file.relative_to(bucket)): file.stat().st_size for file in bucket.rglob("*") if file.is_file()
    }
    keys = [key for key in sorted(sizes) if key.startswith(prefix)]
    if delimiter:
        keys = [key for key in keys if delimiter not in key[len(prefix) :]]
    return LISTING.format(len(keys), "".join(OBJECT.format(escape(key), sizes[key]) for key in keys)).encode()


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        print(server.server_port, flush=True)
        server.serve_forever()
