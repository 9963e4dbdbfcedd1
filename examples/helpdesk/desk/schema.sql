-- The helpdesk's own tables. Instants are microseconds since 1970; lists are JSON.
CREATE TABLE IF NOT EXISTS cases (
	id       TEXT PRIMARY KEY,
	subject  TEXT NOT NULL,
	topic    TEXT NOT NULL,
	status   TEXT NOT NULL,
	priority TEXT NOT NULL,
	tags     TEXT NOT NULL,
	users    TEXT NOT NULL,
	teams    TEXT NOT NULL,
	email    TEXT NOT NULL, -- the customer's
	name     TEXT NOT NULL,
	opened   INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS messages (
	arrival  INTEGER PRIMARY KEY,
	id       TEXT NOT NULL UNIQUE,
	case_id  TEXT NOT NULL REFERENCES cases,
	type     TEXT NOT NULL, -- inbox or sent
	author   TEXT NOT NULL,
	text     TEXT NOT NULL,
	at       INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_case ON messages (case_id, arrival);

CREATE TABLE IF NOT EXISTS notifications (
	arrival INTEGER PRIMARY KEY,
	user    TEXT NOT NULL,
	channel TEXT NOT NULL,
	case_id TEXT NOT NULL,
	text    TEXT NOT NULL DEFAULT '',
	at      INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS notifications_user ON notifications (user, arrival);

-- Agents who take no work now.
CREATE TABLE IF NOT EXISTS away (user TEXT PRIMARY KEY) WITHOUT ROWID;
