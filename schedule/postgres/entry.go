package postgres

import (
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/batch"
)

// entryColumn is a column of commis_history.
type entryColumn struct {
	name, typ string
	values    func(entries []history.Entry) any // of all entries, as an argument
	field     func(e *history.Entry) any        // where a row is read to
}

// insert is the column as it is inserted: instants may be null.
func (c entryColumn) insert() string {
	if c.typ == "bigint" {
		return `nullif(` + c.name + `, -9223372036854775808)`
	}
	return c.name
}

var entryColumns = []entryColumn{
	text("id", func(e *history.Entry) *string { return &e.ID }),
	moment("at", func(e *history.Entry) *time.Time { return &e.At }),
	text("item_kind", func(e *history.Entry) *string { return &e.Item.Kind }),
	text("item_id", func(e *history.Entry) *string { return &e.Item.ID }),
	text("actor_kind", func(e *history.Entry) *string { return (*string)(&e.Actor.Kind) }),
	text("actor_id", func(e *history.Entry) *string { return &e.Actor.ID }),
	text("actor_name", func(e *history.Entry) *string { return &e.Actor.Name }),
	text("event", func(e *history.Entry) *string { return &e.Event }),
	text("recipe_id", func(e *history.Entry) *string { return &e.Recipe.ID }),
	text("recipe_name", func(e *history.Entry) *string { return &e.Recipe.Name }),
	text("recipe_revision", func(e *history.Entry) *string { return &e.Recipe.Revision }),
	text("run", func(e *history.Entry) *string { return &e.Run }),
	number("actions", func(e *history.Entry) *int { return &e.Actions }),
	number("place", func(e *history.Entry) *int { return &e.Place }),
	number("nth", func(e *history.Entry) *int { return &e.Nth }),
	number("attempts", func(e *history.Entry) *int { return &e.Attempts }),
	text("action", func(e *history.Entry) *string { return &e.Action }),
	text("webhook", func(e *history.Entry) *string { return &e.Webhook }),
	text("outcome", func(e *history.Entry) *string { return &e.Outcome }),
	text("reason", func(e *history.Entry) *string { return &e.Reason }),
	text("error", func(e *history.Entry) *string { return &e.Error }),
	moment("due", func(e *history.Entry) *time.Time { return &e.Due }),
	column("changed", "boolean", func(e *history.Entry) *bool { return &e.Changed }),
	text("input", func(e *history.Entry) *string { return (*string)(&e.Input) }),
	text("output", func(e *history.Entry) *string { return (*string)(&e.Output) }),
	text("description", func(e *history.Entry) *string { return &e.Description }),
	text("initiated_by", func(e *history.Entry) *string { return (*string)(&e.InitiatedBy) }),
}

// column makes a column of a type that the driver knows.
func column[T any](name, typ string, field func(e *history.Entry) *T) entryColumn {
	return entryColumn{name, typ, func(entries []history.Entry) any {
		all := make([]T, len(entries))
		for i := range entries {
			all[i] = *field(&entries[i])
		}
		return all
	}, func(e *history.Entry) any { return field(e) }}
}

func text(name string, field func(e *history.Entry) *string) entryColumn {
	return column(name, "text", field)
}

func number(name string, field func(e *history.Entry) *int) entryColumn {
	return column(name, "integer", field)
}

// moment makes a column of an instant; a zero one is null.
func moment(name string, field func(e *history.Entry) *time.Time) entryColumn {
	return entryColumn{name, "bigint", func(entries []history.Entry) any {
		all := make([]int64, len(entries))
		for i := range entries {
			all[i] = instant(*field(&entries[i]))
		}
		return all
	}, func(e *history.Entry) any { return (*scannedMoment)(field(e)) }}
}

// scannedMoment is an instant that is read from its integer.
type scannedMoment time.Time

// ScanInt64 implements [pgtype.Int64Scanner].
func (m *scannedMoment) ScanInt64(v pgtype.Int8) error {
	*m = scannedMoment{}
	if v.Valid {
		*m = scannedMoment(batch.Time(v.Int64))
	}
	return nil
}

// entryNames are the names of all columns.
var entryNames = func() string {
	names := make([]string, len(entryColumns))
	for i, c := range entryColumns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
}()

// record inserts entries in their order.
func (w *writing) record(entries []history.Entry) {
	sums := make([][]byte, len(entries))
	for i, e := range entries {
		sums[i] = hash(e.ID)
	}
	args, columns := []string{w.arg(sums, "bytea[]")}, []string{"hash"}
	for _, c := range entryColumns {
		args = append(args, w.arg(c.values(entries), c.typ+"[]"))
		columns = append(columns, c.insert())
	}
	w.part(`INSERT INTO commis_history (hash, `, entryNames, `) SELECT `, strings.Join(columns, ", "), `
		FROM unnest(`, strings.Join(args, ", "), `) WITH ORDINALITY AS given (hash, `, entryNames, `, ordinal)
		ORDER BY ordinal ON CONFLICT DO NOTHING`)
}
