-- Versions and fences are counted together, and no number is used again, not even after a rollback. A transaction takes 64 at
-- a time.
CREATE SEQUENCE commis_count INCREMENT BY 64;

-- What is still to be done, and a little state. An index takes texts of up to 2,700 bytes only, and keys and names may be
-- longer: it has their hashes. Instants are nanoseconds since 1970, which are exact; null is never.
CREATE TABLE commis_jobs (
	hash    bytea PRIMARY KEY, -- sha256 of the key
	key     text COLLATE "C" NOT NULL,
	kind    text NOT NULL,
	subject text NOT NULL,
	lane    text COLLATE "C" NOT NULL,
	names   text[] NOT NULL,
	named   bigint[] NOT NULL, -- the first 8 bytes of the sha256 of each name
	due     bigint,
	leased  bigint,            -- until then nobody else takes it
	payload bytea,
	version bigint NOT NULL,
	attempt integer NOT NULL,
	fence   bigint NOT NULL
) WITH (fillfactor = 80);      -- so that taking a row can leave its indices alone
CREATE INDEX commis_jobs_due ON commis_jobs (kind, lane, due, version) WHERE due IS NOT NULL;
-- Without fastupdate: a read would go through all that was written lately.
CREATE INDEX commis_jobs_named ON commis_jobs USING gin (named) WITH (fastupdate = off);

-- What was applied, for some time. Rows come in the order of their instants, so an index by blocks is enough.
CREATE TABLE commis_inbox (
	hash bytea PRIMARY KEY, -- sha256 of the id
	at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX commis_inbox_at ON commis_inbox USING brin (at);

-- What was done, for auditors to query, as by to_timestamp(at / 1e9).
CREATE TABLE commis_history (
	arrival         bigint GENERATED ALWAYS AS IDENTITY,
	hash            bytea PRIMARY KEY, -- sha256 of the id
	id              text NOT NULL,
	at              bigint NOT NULL,
	item_kind       text NOT NULL,
	item_id         text NOT NULL,
	actor_kind      text NOT NULL,
	actor_id        text NOT NULL,
	actor_name      text NOT NULL,
	event           text NOT NULL,
	recipe_id       text NOT NULL,
	recipe_name     text NOT NULL,
	recipe_revision text NOT NULL,
	run             text NOT NULL,
	actions         integer NOT NULL,
	place           integer NOT NULL,
	nth             integer NOT NULL,
	attempts        integer NOT NULL,
	action          text NOT NULL,
	webhook         text NOT NULL,
	outcome         text NOT NULL,
	reason          text NOT NULL,
	error           text NOT NULL,
	due             bigint,        -- null for what does not wait
	changed         boolean NOT NULL,
	input           text NOT NULL, -- JSON as it was given, or empty
	output          text NOT NULL,
	description     text NOT NULL,
	initiated_by    text NOT NULL
);
CREATE INDEX commis_history_log ON commis_history (item_kind, item_id, at, arrival);
