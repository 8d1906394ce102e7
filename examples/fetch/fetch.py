#!/usr/bin/env python3
"""Fetch the regulator's documents on a council's locations, and then what has changed.

    CQC_API_KEY=... PGDATABASE=care examples/fetch/fetch.py --council Norfolk

The first run fetches every location of the council, closed ones too; each later run what
is new or has changed since. A run that was stopped, by whatever, is continued by the
next. README.md beside this file says more.

Needs Python 3.8 or later, without packages, and psql, which finds the database as it
always does (PGHOST, PGDATABASE, PGUSER, ~/.pgpass, ...).
"""

import argparse
import collections
import datetime
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PAGE = 1000   # what one page of a list has
BATCH = 50    # documents that are kept in one transaction
TRIES = 8     # of one request, before the run gives up
OVERLAP = datetime.timedelta(days=1)  # changes are asked for twice, for they appear late


class Stop(Exception):
    """Why the run cannot go on."""


class Refused(Stop):
    """A request that the regulator does not understand."""


class Regulator:
    """The regulator's public interface, asked no faster than it allows."""

    def __init__(self, base, key, a_minute, pause):
        self.base = base.rstrip("/")
        self.headers = {"Ocp-Apim-Subscription-Key": key, "User-Agent": "care_quality"}
        self.apart = 60 / a_minute
        self.pause = pause
        self.next = 0

    def wait_for_turn(self):
        time.sleep(max(0, self.next - time.monotonic()))
        self.next = time.monotonic() + self.apart

    def ask(self, url):
        """One request: the answer as text, or None if there is no such thing."""
        self.wait_for_turn()
        request = urllib.request.Request(url, headers=self.headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return response.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            if error.code in (401, 403):
                raise Stop(f"the regulator refused the key (status {error.code}): is CQC_API_KEY right?")
            if error.code != 429 and error.code < 500:
                raise Refused(f"{url}: status {error.code}")
            raise

    def get(self, path, read=str, **query):
        """The answer, read; tried again after a while if the regulator is busy or the line is lost."""
        url = f"{self.base}/{path}" + (f"?{urllib.parse.urlencode(query)}" if query else "")
        for attempt in range(TRIES):
            wait = self.pause * 2 ** attempt * random.uniform(0.75, 1.25)
            try:
                answer = self.ask(url)
                return None if answer is None else read(answer)
            except urllib.error.HTTPError as error:
                trouble, after = f"status {error.code}", error.headers.get("Retry-After", "")
                wait = float(after) if after.isdigit() else wait
            except (OSError, http.client.HTTPException, ValueError) as error:
                trouble = str(error) or type(error).__name__
            if attempt + 1 < TRIES:
                time.sleep(wait)
        raise Stop(f"{url}: {trouble}, {TRIES} times")

    def pages(self, path, key, **query):
        """The items of a list, page by page."""
        page = 1
        while True:
            answer = self.get(path, json.loads, page=page, perPage=PAGE, **query)
            if answer is None:
                return
            yield from answer[key]
            if page >= answer["totalPages"]:
                return
            page += 1

    def listed(self, council):
        return {item["locationId"].upper() for item in self.pages("locations", "locations", localAuthority=council)}

    def changed(self, since, until):
        stamp = "%Y-%m-%dT%H:%M:%SZ"
        return {item.upper() for item in self.pages(
            "changes/location", "changes", startTimestamp=since.strftime(stamp), endTimestamp=until.strftime(stamp))}

    def document(self, location_id):
        """A document as text, without the names of people, or None if there is none."""
        try:
            answer = self.get(f"locations/{urllib.parse.quote(location_id)}")
        except Refused as refused:
            answer = str(refused)
        try:
            return json.dumps(json.loads(answer, object_hook=without_contacts))
        except (TypeError, ValueError):
            return answer  # none, or broken: the database says how


class Database:
    """What is known, through psql."""

    def __init__(self, council, day):
        self.variables = {"council": council, "day": day, "documents": str(HERE / "documents.sql"),
                          "queue": str(HERE / "queue.sql")}

    def run(self, sql, rows=()):
        """The rows that a script prints; rows come in through the table incoming."""
        if rows:
            sql = f"CREATE TEMP TABLE incoming (location_id text, answer text);\nCOPY incoming FROM STDIN;\n{copied(rows)}\\.\n{sql}"
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1"]
        for name, value in self.variables.items():
            command += ["-v", f"{name}={value}"]
        environment = {**os.environ, "PGCLIENTENCODING": "UTF8"}
        done = subprocess.run(command, input=sql, capture_output=True, encoding="utf-8", env=environment)
        if done.returncode != 0:
            raise Stop(f"psql: {done.stderr.strip()}")
        return done.stdout.splitlines()

    def prepare(self):
        self.run("""
            SET client_min_messages = warning;
            SELECT to_regclass('documents') IS NULL AS is_new \\gset
            \\if :is_new
              \\i :documents
            \\endif
            \\i :queue
            """)

    def since(self):
        found = self.run("SELECT extract(epoch FROM changes_since) FROM fetch_state WHERE council = :'council';")
        return datetime.datetime.fromtimestamp(float(found[0]), datetime.timezone.utc) if found else None

    def known(self):
        return set(self.run("SELECT DISTINCT location_id FROM documents WHERE body ->> 'localAuthority' = :'council';"))

    def enqueue(self, wanted, now):
        """From here on the queue knows of every change before now, even if the run is stopped."""
        self.variables["now"] = now.isoformat()
        self.run("BEGIN;"
                 + ("INSERT INTO fetch_queue SELECT :'council', location_id FROM incoming ON CONFLICT DO NOTHING;" if wanted else "")
                 + """INSERT INTO fetch_state VALUES (:'council', :'now')
                          ON CONFLICT (council) DO UPDATE SET changes_since = excluded.changes_since;
                      COMMIT;""", [(location_id, None) for location_id in sorted(wanted)])

    def queue(self):
        return self.run("SELECT location_id FROM fetch_queue WHERE council = :'council' ORDER BY fault IS NOT NULL, location_id;")

    def keep(self, answers):
        return self.run("SELECT take_answer(:'council', location_id, :'day', answer) FROM incoming;", answers)

    def broken(self):
        return self.run("SELECT location_id || ': ' || fault FROM fetch_queue WHERE council = :'council' AND fault IS NOT NULL ORDER BY 1;")

    def refresh(self):
        self.run("REFRESH MATERIALIZED VIEW CONCURRENTLY document_history;")


def without_contacts(part):
    """A part of a document without the people whom one may ask there."""
    part.pop("contacts", None)
    return part


def copied(rows):
    """Rows in the text format of COPY."""
    escapes = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\ufffd"})
    return "".join("\t".join("\\N" if value is None else value.translate(escapes) for value in row) + "\n" for row in rows)


def find(regulator, database, council):
    """Puts into the queue what is to be fetched."""
    now = datetime.datetime.now(datetime.timezone.utc)
    since = database.since()
    known = database.known()
    listed = regulator.listed(council)
    if not listed and not known:
        raise Stop(f"the regulator knows no location of the council \"{council}\": is it spelled as there?")
    changed = set() if since is None else regulator.changed(since - OVERLAP, now) & (listed | known)
    database.enqueue(changed | (listed - known), now)
    say(f"{council}: {len(listed)} locations, {len(listed - known)} of them new, {len(changed)} changed")


def work(regulator, database):
    """Works the queue off. What was fetched is kept even if the run must stop."""
    done = collections.Counter()
    answers = []
    try:
        for location_id in database.queue():
            answers.append((location_id, regulator.document(location_id)))
            if len(answers) == BATCH:
                done.update(database.keep(answers))
                answers = []
    finally:
        if answers:
            done.update(database.keep(answers))
        say(f"fetched {sum(done.values())}: {done['new']} new or changed, {done['same']} as they were, "
            f"{done['gone']} gone, {done['broken']} broken")


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--council", required=True, help="its name as the regulator writes it")
    parser.add_argument("--base", default="https://api.service.cqc.org.uk/public/v1", help="address of the interface")
    parser.add_argument("--a-minute", type=float, default=1000, help="requests at most (default 1000; 2000 are allowed)")
    parser.add_argument("--pause", type=float, default=1, help="seconds before the second try, doubled for each further one")
    parser.add_argument("--day", default=datetime.date.today().isoformat(), help="day that the documents are of (default today)")
    return parser.parse_args()


def main():
    given = arguments()
    key = os.environ.get("CQC_API_KEY")
    if not key:
        raise Stop("set CQC_API_KEY to your key: https://api-portal.service.cqc.org.uk gives one")
    regulator = Regulator(given.base, key, given.a_minute, given.pause)
    database = Database(given.council, given.day)
    database.prepare()
    try:
        find(regulator, database, given.council)
        work(regulator, database)
    finally:
        database.refresh()
    broken = database.broken()
    for line in broken:
        say(f"broken {line}")
    return 1 if broken else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Stop as stop:
        say(f"fetch.py: {stop}")
        say("What was fetched is kept; run it again to go on.")
        sys.exit(2)
