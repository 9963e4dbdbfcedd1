-- What Commis keeps in a host's database, in the schema that comes first in the search_path.
-- It changes nothing where it is there already, and may be applied by several processes at once.

SELECT pg_advisory_xact_lock(hashtextextended('commis/schema', 0));

-- Versions and fences are counted together, and never again, not even after a rollback.
CREATE SEQUENCE IF NOT EXISTS commis_count;

-- What is still to be done, and a little state. An index takes texts of up to 2,700 bytes only, and keys and names may be
-- longer: so their hashes stand for them.
CREATE TABLE IF NOT EXISTS commis_jobs (
	hash    bytea PRIMARY KEY, -- sha256 of the key
	key     text COLLATE "C" NOT NULL,
	kind    text NOT NULL,
	subject text NOT NULL,
	lane    text COLLATE "C" NOT NULL,
	names   text[] NOT NULL,
	named   bigint[] NOT NULL, -- hashtextextended of each name
	due     timestamptz,       -- null is never
	leased  timestamptz,       -- until then nobody else takes it
	payload bytea,
	version bigint NOT NULL,
	attempt integer NOT NULL DEFAULT 0,
	fence   bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS commis_jobs_due ON commis_jobs (kind, lane, due, version) WHERE due IS NOT NULL;
-- Without fastupdate: a read would go through all that was written lately.
CREATE INDEX IF NOT EXISTS commis_jobs_named ON commis_jobs USING gin (named) WITH (fastupdate = off);

-- What was applied, for some time. Rows come in the order of their instants, so an index by blocks is enough.
CREATE TABLE IF NOT EXISTS commis_inbox (
	hash bytea PRIMARY KEY, -- sha256 of the id
	at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS commis_inbox_at ON commis_inbox USING brin (at);

-- What was done, for auditors to query.
CREATE TABLE IF NOT EXISTS commis_history (
	arrival           bigint GENERATED ALWAYS AS IDENTITY,
	hash              bytea PRIMARY KEY, -- sha256 of the id
	id                text NOT NULL,
	at                timestamptz NOT NULL,
	item_kind         text NOT NULL,
	item_id           text NOT NULL,
	actor_kind        text NOT NULL,
	actor_id          text NOT NULL,
	actor_name        text NOT NULL,
	event             text NOT NULL,
	recipe_id         text NOT NULL,
	recipe_name       text NOT NULL,
	recipe_revision   text NOT NULL,
	run               text NOT NULL,
	actions           integer NOT NULL,
	place             integer NOT NULL,
	nth               integer NOT NULL,
	attempts          integer NOT NULL,
	action            text NOT NULL,
	webhook           text NOT NULL,
	outcome           text NOT NULL,
	reason            text NOT NULL,
	error             text NOT NULL,
	changed           boolean NOT NULL,
	input             text NOT NULL, -- JSON as it was given, or empty
	output            text NOT NULL,
	description       text NOT NULL,
	initiated_by      text NOT NULL
);
CREATE INDEX IF NOT EXISTS commis_history_log ON commis_history (item_kind, item_id, at, arrival);
