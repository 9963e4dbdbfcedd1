-- What Commis keeps. The tables of the helpdesk itself are in package desk.

-- Versions and fences are counted together.
CREATE TABLE IF NOT EXISTS commis_count (n INTEGER NOT NULL);
INSERT INTO commis_count SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM commis_count);

-- Up to which row NAME-added was taken over.
CREATE TABLE IF NOT EXISTS commis_taken (seq INTEGER NOT NULL);
INSERT INTO commis_taken SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM commis_taken);

-- What is still to be done, and a little state. Instants are microseconds since 1970.
CREATE TABLE IF NOT EXISTS commis_jobs (
	key     TEXT PRIMARY KEY,
	kind    TEXT NOT NULL,
	subject TEXT NOT NULL,
	lane    TEXT NOT NULL,
	names   TEXT NOT NULL, -- a JSON list
	due     INTEGER,       -- null is never
	leased  INTEGER,       -- until then nobody else takes it
	payload BLOB,
	version INTEGER NOT NULL,
	attempt INTEGER NOT NULL DEFAULT 0,
	fence   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS commis_jobs_due ON commis_jobs (kind, due, version) WHERE due IS NOT NULL;

-- The names by which rows are listed.
CREATE TABLE IF NOT EXISTS commis_names (
	name TEXT NOT NULL,
	kind TEXT NOT NULL,
	key  TEXT NOT NULL REFERENCES commis_jobs ON DELETE CASCADE,
	PRIMARY KEY (name, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS commis_names_key ON commis_names (key);

-- What was applied, for some time.
CREATE TABLE IF NOT EXISTS commis_inbox (
	id TEXT PRIMARY KEY,
	at INTEGER NOT NULL DEFAULT (unixepoch())
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS commis_inbox_at ON commis_inbox (at);

-- What was done: the log of each item.
CREATE TABLE IF NOT EXISTS commis_history (
	arrival      INTEGER PRIMARY KEY,
	id           TEXT NOT NULL UNIQUE,
	at           INTEGER NOT NULL,
	item_kind    TEXT NOT NULL,
	item_id      TEXT NOT NULL,
	entry        TEXT NOT NULL -- JSON
);
CREATE INDEX IF NOT EXISTS commis_history_log ON commis_history (item_kind, item_id, at, arrival);
