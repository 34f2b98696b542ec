-- SPDX-License-Identifier: MIT
-- Applications that joined the case of another on the same matter, instead of starting one: from the events "joined", whose actor is the application.

CREATE TABLE applicants (
  process_id INTEGER NOT NULL,
  application_id TEXT NOT NULL,
  case_id INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (process_id, application_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX applicants_case ON applicants (case_id);
