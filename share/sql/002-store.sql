-- SPDX-License-Identifier: MIT
-- The store of uprava-route, version 2. Events are the truth: one row an operation, each with the hash of the one before it. Cases, tasks and waits
-- follow from them and are kept up to date in the same transaction (uprava-route rebuild makes them anew). Moments are seconds since
-- 1970-01-01T00:00 on the city's own clock.

CREATE TABLE processes (
  process_id INTEGER PRIMARY KEY,
  process TEXT NOT NULL UNIQUE
) STRICT;

-- hash is SHA-256 over the BPMN file and those deployed beside it; it stands in the event "deployed" too.
CREATE TABLE versions (
  version_id INTEGER PRIMARY KEY,
  process_id INTEGER NOT NULL REFERENCES processes (process_id),
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  file TEXT NOT NULL,
  bpmn TEXT NOT NULL,
  deployed_at INTEGER NOT NULL,
  UNIQUE (process_id, version),
  UNIQUE (process_id, hash)
) STRICT;

CREATE TABLE version_files (
  version_id INTEGER NOT NULL REFERENCES versions (version_id),
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (version_id, name)
) STRICT, WITHOUT ROWID;

-- prev is the seq of the event before it in the same case, so that a case is read backwards from cases.last_seq and needs no index.
-- effects are the engine's (process/engine.h), by node and flow of the version; detail is a JSON object or empty.
CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  version_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  token INTEGER NOT NULL,
  actor TEXT NOT NULL,
  effects TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;

-- next_due: when the first armed timer fires; due_at: the last due moment of what is open.
CREATE TABLE cases (
  case_id INTEGER PRIMARY KEY,
  process_id INTEGER NOT NULL REFERENCES processes (process_id),
  version_id INTEGER NOT NULL REFERENCES versions (version_id),
  application_id TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at INTEGER,
  due_at INTEGER,
  next_due INTEGER,
  outcome TEXT NOT NULL,
  state TEXT NOT NULL,
  data TEXT NOT NULL,
  UNIQUE (process_id, application_id)
) STRICT;
CREATE INDEX cases_due ON cases (next_due, case_id) WHERE next_due IS NOT NULL;

-- Open tasks only, in the order in which a unit reads them. due_at is 9223372036854775807 where there is no due date.
CREATE TABLE tasks (
  unit_id TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  activity TEXT NOT NULL,
  PRIMARY KEY (unit_id, due_at, case_id, token)
) STRICT, WITHOUT ROWID;

-- What open cases wait for besides people and time.
CREATE TABLE waits (
  kind TEXT NOT NULL CHECK (kind IN ('message', 'signal')),
  name TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  token INTEGER NOT NULL,
  PRIMARY KEY (kind, name, case_id, token)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
  outbox_id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  topic TEXT NOT NULL,
  data TEXT NOT NULL,
  created_at TEXT NOT NULL,
  delivered_at TEXT NOT NULL DEFAULT ''
) STRICT;
