-- Every revision of the set of recipes.
CREATE TABLE IF NOT EXISTS console_revisions (
	version INTEGER PRIMARY KEY, -- from 1
	by      TEXT NOT NULL,       -- the user's ID
	name    TEXT NOT NULL,
	at      INTEGER NOT NULL,    -- nanoseconds since 1970
	changes TEXT NOT NULL,       -- JSON
	tags    TEXT NOT NULL,       -- JSON
	document BLOB NOT NULL       -- the set, compressed by gzip
);

-- The recipes that a revision changed.
CREATE TABLE IF NOT EXISTS console_changed (
	recipe  TEXT NOT NULL,
	version INTEGER NOT NULL,
	PRIMARY KEY (recipe, version)
) WITHOUT ROWID;

-- The events that the host sent to its engine.
CREATE TABLE IF NOT EXISTS console_events (
	arrival INTEGER PRIMARY KEY,
	id      TEXT NOT NULL UNIQUE,
	matter  TEXT NOT NULL,
	event   TEXT NOT NULL -- JSON
);
CREATE INDEX IF NOT EXISTS console_events_matter ON console_events (matter, arrival);

-- The cases, conversations and items that they are about.
CREATE TABLE IF NOT EXISTS console_matters (
	id      TEXT PRIMARY KEY,
	subject TEXT NOT NULL,
	last    INTEGER NOT NULL, -- nanoseconds since 1970
	events  INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS console_matters_last ON console_matters (last);

-- A few values of the program.
CREATE TABLE IF NOT EXISTS console_values (
	name  TEXT PRIMARY KEY,
	value TEXT NOT NULL
);
