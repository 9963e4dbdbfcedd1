-- The tables of Commis. Instants are nanoseconds since 1970 (and microseconds before 1824 and after 2115: see Store).

CREATE TABLE commis_state (
	id      INTEGER PRIMARY KEY CHECK (id = 1),
	number  INTEGER NOT NULL, -- the greatest version or fence so far
	updates INTEGER NOT NULL  -- how many transactions have changed, taken or removed rows, which others may have read
);
INSERT INTO commis_state VALUES (1, 0, 0);

-- What is still to be done, and a little state.
CREATE TABLE commis_jobs (
	id      INTEGER PRIMARY KEY,
	key     TEXT NOT NULL UNIQUE,
	kind    TEXT NOT NULL, -- "work" is to be done, "dead" failed for good
	subject TEXT NOT NULL,
	lane    TEXT NOT NULL,
	names   TEXT NOT NULL, -- a JSON list
	due     INTEGER,       -- null is never
	leased  INTEGER,       -- until then nobody else takes it
	payload BLOB,
	version INTEGER NOT NULL,
	attempt INTEGER NOT NULL,
	fence   INTEGER NOT NULL
);
CREATE INDEX commis_jobs_due ON commis_jobs (kind, lane, due, version) WHERE due IS NOT NULL;

-- The names by which rows are listed, in the order of their keys.
CREATE TABLE commis_names (
	name TEXT NOT NULL,
	key  TEXT NOT NULL,
	kind TEXT NOT NULL,
	PRIMARY KEY (name, key)
) WITHOUT ROWID;

-- What was applied, for some time.
CREATE TABLE commis_inbox (
	id TEXT PRIMARY KEY,
	at INTEGER NOT NULL
) WITHOUT ROWID;

-- What was done.
CREATE TABLE commis_entries (
	arrival   INTEGER PRIMARY KEY,
	id        TEXT NOT NULL UNIQUE,
	at        INTEGER NOT NULL,
	item_kind TEXT NOT NULL,
	item_id   TEXT NOT NULL,
	entry     TEXT NOT NULL -- JSON
);
CREATE INDEX commis_entries_log ON commis_entries (item_kind, item_id, at, arrival);

-- The same, for auditors to query.
CREATE VIEW commis_history AS SELECT
	arrival, id, at, item_kind, item_id,
	entry ->> '$.actor.kind' AS actor_kind,
	coalesce(entry ->> '$.actor.id', '') AS actor_id,
	coalesce(entry ->> '$.actor.name', '') AS actor_name,
	coalesce(entry ->> '$.event', '') AS event,
	coalesce(entry ->> '$.recipe.id', '') AS recipe_id,
	coalesce(entry ->> '$.recipe.name', '') AS recipe_name,
	coalesce(entry ->> '$.recipe.revision', '') AS recipe_revision,
	coalesce(entry ->> '$.run', '') AS run,
	coalesce(entry ->> '$.actions', 0) AS actions,
	coalesce(entry ->> '$.place', 0) AS place,
	coalesce(entry ->> '$.nth', 0) AS nth,
	coalesce(entry ->> '$.attempts', 0) AS attempts,
	entry ->> '$.action' AS action,
	coalesce(entry ->> '$.webhook', '') AS webhook,
	coalesce(entry ->> '$.outcome', '') AS outcome,
	coalesce(entry ->> '$.reason', '') AS reason,
	coalesce(entry ->> '$.error', '') AS error,
	entry ->> '$.due' AS due, -- as text, in RFC 3339
	coalesce(entry ->> '$.changed', 0) AS changed,
	entry -> '$.input' AS input,
	entry -> '$.output' AS output,
	coalesce(entry ->> '$.description', '') AS description,
	coalesce(entry ->> '$.initiated_by', '') AS initiated_by
FROM commis_entries;
