#!/usr/bin/env python3
"""A stand-in for the regulator's public interface, on 127.0.0.1, for test/t/086_fetch.pl.

    regulator.py FOLDER

Prints its port. It answers from FOLDER, anew for each request:

    locations/ID.json   the documents: what is in a file is sent as it is
    councils/NAME       the ids of a council, one a line
    changes             a time and an id on each line; asked for from a time on, until before a time
    faults              "COUNT PATH WHAT" on each line: the next COUNT requests of PATH get, in the
                        place of an answer, a status (429, 500, 400, ...) or "cut": half an answer and
                        then nothing

and writes every request into the file log. The key is "right"; a page has 2 items, whatever is asked.
"""

import http.server
import json
import pathlib
import sys
import urllib.parse

FOLDER = pathlib.Path(sys.argv[1])
PAGE = 2


def lines(name):
    file = FOLDER / name
    return file.read_text().splitlines() if file.exists() else []


def next_fault(path):
    """The fault that is due for a path, which then is due once less."""
    left, due = [], None
    for line in lines("faults"):
        count, of, what = line.split()
        if of == path and due is None:
            due, count = what, int(count) - 1
        if int(count) > 0:
            left.append(f"{count} {of} {what}\n")
    (FOLDER / "faults").write_text("".join(left))
    return due


class Regulator(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = {name: values[0] for name, values in urllib.parse.parse_qs(url.query).items()}
        fault = next_fault(url.path)
        with open(FOLDER / "log", "a") as log:
            log.write(f"{self.path} {fault or 'answered'}\n")
        if self.headers.get("Ocp-Apim-Subscription-Key") != "right":
            self.answer(403, "{}")
        elif fault == "cut":
            self.answer(200, self.document(url.path), cut=True)
        elif fault:
            self.answer(int(fault), "{}")
        elif url.path == "/locations":
            self.list("locations", [{"locationId": each} for each in lines(f"councils/{query['localAuthority']}")], query)
        elif url.path == "/changes/location":
            self.list("changes", [each.split()[1] for each in lines("changes")
                                  if query["startTimestamp"] <= each.split()[0] < query["endTimestamp"]], query)
        elif self.document(url.path) is None:
            self.answer(404, '{"message": "No Locations found"}')
        else:
            self.answer(200, self.document(url.path))

    def document(self, path):
        file = FOLDER / f"{path.strip('/')}.json"
        return file.read_text() if file.exists() else None

    def list(self, key, items, query):
        page = int(query.get("page", 1))
        self.answer(200, json.dumps({
            "total": len(items), "page": page, "perPage": PAGE, "totalPages": -(-len(items) // PAGE),
            key: items[(page - 1) * PAGE:page * PAGE]}))

    def answer(self, status, text, cut=False):
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if status == 429:
            self.send_header("Retry-After", "0")
        self.end_headers()
        self.wfile.write(body[:len(body) // 2] if cut else body)
        self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Regulator)
print(server.server_port, flush=True)
server.serve_forever()
