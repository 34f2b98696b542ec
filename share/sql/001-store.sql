-- SPDX-License-Identifier: MIT
-- The store of uprava-route, version 1. Events are the truth: each carries the hash of the one before it; all else follows from them and is kept
-- up to date in the same transaction. Moments are text on the city's own clock (2024-01-15T09:00), due_s are the same in seconds.

CREATE TABLE versions (
  process TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  file TEXT NOT NULL,
  bpmn TEXT NOT NULL,
  deployed_at TEXT NOT NULL,
  PRIMARY KEY (process, version),
  UNIQUE (process, hash)
);

CREATE TABLE cases (
  case_id INTEGER PRIMARY KEY,
  process TEXT NOT NULL,
  version INTEGER NOT NULL,
  application_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'ended')),
  outcome TEXT NOT NULL DEFAULT '',
  data TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL DEFAULT '',
  last_token INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT '',
  UNIQUE (process, application_id),
  FOREIGN KEY (process, version) REFERENCES versions (process, version)
);

CREATE TABLE tokens (
  case_id INTEGER NOT NULL REFERENCES cases (case_id),
  token INTEGER NOT NULL,
  node TEXT NOT NULL,
  wait TEXT NOT NULL CHECK (wait IN ('task', 'timer', 'join')),
  host INTEGER NOT NULL DEFAULT 0,
  flow TEXT NOT NULL DEFAULT '',
  due_at TEXT NOT NULL DEFAULT '',
  due_s INTEGER,
  PRIMARY KEY (case_id, token)
);
CREATE INDEX tokens_due ON tokens (due_s, case_id, token) WHERE wait = 'timer';

CREATE TABLE tasks (
  case_id INTEGER NOT NULL REFERENCES cases (case_id),
  token INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  node TEXT NOT NULL,
  activity TEXT NOT NULL,
  unit_id TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'completed', 'cancelled')),
  outcome TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL,
  due_at TEXT NOT NULL DEFAULT '',
  due_s INTEGER,
  closed_at TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (case_id, token)
);
CREATE INDEX tasks_open ON tasks (unit_id, due_s) WHERE status = 'open';

CREATE TABLE events (
  seq INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at TEXT NOT NULL,
  token INTEGER NOT NULL,
  node TEXT NOT NULL,
  host INTEGER NOT NULL,
  flow TEXT NOT NULL,
  due_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX events_case ON events (case_id, seq);

CREATE TABLE outbox (
  outbox_id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (case_id),
  topic TEXT NOT NULL,
  data TEXT NOT NULL,
  created_at TEXT NOT NULL,
  delivered_at TEXT NOT NULL DEFAULT ''
);

PRAGMA user_version = 1;
