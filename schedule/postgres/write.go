package postgres

import (
	"bytes"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// never is how a statement is passed a zero instant, which it keeps as null.
const never = math.MinInt64

// writing is one statement that writes everything: its parts are common table expressions.
type writing struct {
	parts []string
	args  []any
}

func newWriting(w batch.Writes) *writing {
	all := &writing{}
	if len(w.IDs) > 0 {
		all.part(`INSERT INTO commis_inbox (hash) SELECT unnest(`, all.arg(hashes(w.IDs), "bytea[]"), `)`)
	}
	if len(w.Dropped) > 0 {
		all.part(`DELETE FROM commis_jobs WHERE hash = ANY (`, all.arg(hashes(w.Dropped), "bytea[]"), `)`)
	}
	if len(w.Put) > 0 {
		all.put(w.Put)
	}
	if len(w.Added) > 0 {
		all.add(w.Added)
	}
	if len(w.Entries) > 0 {
		all.record(w.Entries)
	}
	return all
}

// sql returns the statement.
func (w *writing) sql() string {
	last := len(w.parts) - 1
	if last == 0 {
		return w.parts[0]
	}
	var b strings.Builder
	b.WriteString("WITH ")
	for i, part := range w.parts[:last] {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("part" + strconv.Itoa(i) + " AS (" + part + ")")
	}
	return b.String() + " " + w.parts[last]
}

func (w *writing) part(text ...string) { w.parts = append(w.parts, strings.Join(text, "")) }

// arg adds an argument and returns its place in the statement.
func (w *writing) arg(v any, typ string) string {
	w.args = append(w.args, v)
	return "$" + strconv.Itoa(len(w.args)) + "::" + typ
}

// put inserts or replaces rows as they are.
func (w *writing) put(rows []schedule.Job) {
	from := w.unnest(rows, true)
	w.part(`INSERT INTO commis_jobs (hash, key, kind, subject, lane, names, named, due, payload, version, attempt, fence)
		SELECT hash, key, kind, subject, lane, names::text[], named::bigint[], nullif(due, -9223372036854775808), payload, version, attempt, fence FROM `, from, `
		ON CONFLICT (hash) DO UPDATE SET kind = EXCLUDED.kind, subject = EXCLUDED.subject, lane = EXCLUDED.lane,
			names = EXCLUDED.names, named = EXCLUDED.named, due = EXCLUDED.due, leased = NULL, payload = EXCLUDED.payload,
			version = EXCLUDED.version, attempt = EXCLUDED.attempt, fence = EXCLUDED.fence`)
}

// add inserts rows with keys that are not live, each with a new number.
func (w *writing) add(rows []schedule.Job) {
	from := w.unnest(rows, false)
	w.part(`INSERT INTO commis_jobs (hash, key, kind, subject, lane, names, named, due, payload, version, attempt, fence)
		SELECT hash, key, kind, subject, lane, names::text[], named::bigint[], nullif(due, -9223372036854775808), payload, n, 0, n
		FROM (SELECT *, nextval('commis_count') AS n FROM `, from, `) AS numbered ON CONFLICT DO NOTHING`)
}

// unnest passes rows as one array for each column, sorted by their hashes, so that all transactions lock them in one order.
func (w *writing) unnest(rows []schedule.Job, numbered bool) string {
	type hashed struct {
		sum []byte
		job *schedule.Job
	}
	sorted := make([]hashed, len(rows))
	for i := range rows {
		sorted[i] = hashed{hash(rows[i].Key), &rows[i]}
	}
	slices.SortFunc(sorted, func(a, b hashed) int { return bytes.Compare(a.sum, b.sum) })
	n := len(rows)
	sums, payloads := make([][]byte, n), make([][]byte, n)
	texts := make([][]string, 6) // of the columns from key to named
	for i := range texts {
		texts[i] = make([]string, n)
	}
	dues, versions, fences, attempts := make([]int64, n), make([]int64, n), make([]int64, n), make([]int32, n)
	for i, s := range sorted {
		j := s.job
		sums[i], payloads[i] = s.sum, j.Payload
		texts[0][i], texts[1][i], texts[2][i], texts[3][i] = j.Key, j.Kind, j.Subject, j.Lane
		texts[4][i], texts[5][i] = arrayOf(j.Names)
		dues[i] = instant(j.Due)
		versions[i], fences[i], attempts[i] = int64(j.Version), int64(j.Fence), int32(j.Attempt)
	}
	args := []string{w.arg(sums, "bytea[]")}
	for _, column := range texts {
		args = append(args, w.arg(column, "text[]"))
	}
	args = append(args, w.arg(dues, "bigint[]"), w.arg(payloads, "bytea[]"))
	names := `hash, key, kind, subject, lane, names, named, due, payload`
	if numbered {
		args = append(args, w.arg(versions, "bigint[]"), w.arg(attempts, "integer[]"), w.arg(fences, "bigint[]"))
		names += `, version, attempt, fence`
	}
	return `unnest(` + strings.Join(args, ", ") + `) AS given (` + names + `)`
}

// instant is an instant as a statement is passed it.
func instant(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return batch.Instant(t)
}

var quote = strings.NewReplacer(`\`, `\\`, `"`, `\"`)

// arrayOf returns names and their numbers as texts of PostgreSQL's arrays: an array of arrays must be a matrix.
func arrayOf(names []string) (texts, numbers string) {
	var t, n strings.Builder
	t.WriteByte('{')
	n.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			t.WriteByte(',')
			n.WriteByte(',')
		}
		t.WriteByte('"')
		_, _ = quote.WriteString(&t, name)
		t.WriteByte('"')
		n.WriteString(strconv.FormatInt(short(name), 10))
	}
	t.WriteByte('}')
	n.WriteByte('}')
	return t.String(), n.String()
}

// hashes returns the hashes of texts, sorted.
func hashes(texts []string) [][]byte {
	all := make([][]byte, len(texts))
	for i, text := range texts {
		all[i] = hash(text)
	}
	slices.SortFunc(all, bytes.Compare)
	return all
}
