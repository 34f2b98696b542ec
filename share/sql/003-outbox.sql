-- SPDX-License-Identifier: MIT
-- Delivery: one row a message and recipient, made when the message is addressed. A message is the outbox's row; what became of it at one recipient stands
-- here, and each outcome is an event as well. next_due: not before this moment; claim and lease_ms: who is sending it, and until when, on
-- the machine's clock, he has it for himself.

ALTER TABLE outbox ADD COLUMN addressed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_new ON outbox (topic, outbox_id) WHERE addressed = 0;

CREATE TABLE deliveries (
  outbox_id INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  topic TEXT NOT NULL,
  message_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_due INTEGER NOT NULL DEFAULT 0,
  claim TEXT NOT NULL DEFAULT '',
  lease_ms INTEGER NOT NULL DEFAULT 0,
  receipt TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (outbox_id, recipient)
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_due ON deliveries (topic, recipient, next_due, outbox_id) WHERE state = 'waiting';
CREATE INDEX deliveries_dead ON deliveries (outbox_id, recipient) WHERE state = 'dead';
CREATE INDEX deliveries_claim ON deliveries (claim) WHERE claim <> '';
