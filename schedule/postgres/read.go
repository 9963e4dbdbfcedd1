package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// block is how many numbers the sequence counts at a time.
const block = 64

// reading is a query and what was found so far.
type reading struct {
	query   batch.Query
	args    []any
	sql     string
	rows    []foundRow
	known   [][]byte
	numbers []batch.Block
	changed bool // a row changed while the statement waited for it
}

// foundRow is a row, with the numbers of the lists that it is in; 0 is for those found by key.
type foundRow struct {
	lists []int32
	job   schedule.Job
}

func newReading(q batch.Query) *reading {
	r := &reading{query: q}
	var seen, parts []string
	if len(q.Keys) > 0 {
		seen = append(seen, `SELECT 0 AS list, hash, fence FROM commis_jobs WHERE hash = ANY (`+r.arg(hashes(q.Keys), "bytea[]")+`::bytea[])`)
	}
	if len(q.Lists) > 0 {
		seen = append(seen, r.lists(q.Lists))
	}
	if len(seen) > 0 {
		parts = append(parts, `SELECT asked.lists, asked.hash, asked.fence AS seen, now.* FROM (
			SELECT hash, min(fence) AS fence, array_agg(list) AS lists FROM (`+strings.Join(seen, " UNION ALL ")+`) AS seen
			GROUP BY hash ORDER BY hash
		) AS asked LEFT JOIN LATERAL (
			SELECT `+columns+` FROM commis_jobs WHERE commis_jobs.hash = asked.hash FOR UPDATE
		) AS now ON true`)
	}
	if len(q.IDs) > 0 {
		parts = append(parts, `SELECT NULL::integer[], hash, NULL::bigint, `+noColumns+`
			FROM commis_inbox WHERE hash = ANY (`+r.arg(hashes(q.IDs), "bytea[]")+`::bytea[])`)
	}
	r.sql = strings.Join(parts, " UNION ALL ")
	return r
}

// arg adds an argument and returns its place. The planner does not see the value through the subquery, so that it makes one
// plan for all values, and keeps it.
func (r *reading) arg(v any, typ string) string {
	r.args = append(r.args, v)
	return fmt.Sprintf("(SELECT $%d::%s)", len(r.args), typ)
}

// lists returns the query that finds the rows of lists, with the number of their list.
func (r *reading) lists(lists []batch.List) string {
	n := len(lists)
	names, numbers, kinds, after := make([]string, n), make([]int64, n), make([]string, n), make([]string, n)
	anyKind, most := make([]bool, n), make([]int32, n)
	for i, l := range lists {
		names[i], numbers[i], kinds[i], after[i] = l.Name, short(l.Name), l.Kind, l.After
		anyKind[i], most[i] = l.AnyKind, int32(min(l.Max, 1<<30))
	}
	return `SELECT asked.list::integer, found.hash, found.fence FROM unnest(` + r.arg(names, "text[]") + `, ` +
		r.arg(numbers, "bigint[]") + `, ` + r.arg(kinds, "text[]") + `, ` + r.arg(anyKind, "boolean[]") + `, ` +
		r.arg(after, "text[]") + `, ` + r.arg(most, "integer[]") + `)
		WITH ORDINALITY AS asked (name, number, kind, anykind, after, most, list), LATERAL (
			SELECT hash, fence FROM commis_jobs AS j WHERE j.named @> ARRAY[asked.number] AND asked.name = ANY (j.names)
				AND (asked.anykind OR j.kind = asked.kind) AND j.key > asked.after
			ORDER BY j.key LIMIT asked.most
		) AS found`
}

// columns are what a row is read from.
const (
	columns   = `key, kind, subject, lane, names, due, payload, version, attempt, fence`
	noColumns = `NULL::text, NULL::text, NULL::text, NULL::text, NULL::text[], NULL::bigint, NULL::bytea, NULL::bigint, NULL::integer, NULL::bigint`
)

// blocks is how many blocks of numbers are needed.
func (r *reading) blocks() int { return (r.query.Numbers + block - 1) / block }

// queueNumbers sends a statement that returns the first numbers of blocks.
func (r *reading) queueNumbers(pipe *pgx.Batch, sql string, args ...any) {
	pipe.Queue(sql, args...).Query(func(rows pgx.Rows) error {
		var first int64
		_, err := pgx.ForEachRow(rows, []any{&first}, func() error {
			r.numbers = append(r.numbers, batch.Block{First: uint64(first), Count: block})
			return nil
		})
		return err
	})
}

// queue sends the statement that reads.
func (r *reading) queue(pipe *pgx.Batch) {
	if r.sql != "" {
		pipe.Queue(r.sql, r.args...).Query(r.scan)
	}
}

// scan reads what a statement found. The rows were looked for as they were when the statement began, and then locked,
// for which it may have waited: where a fence differs, another transaction changed the row, and may have written others
// that the statement has not seen.
func (r *reading) scan(rows pgx.Rows) error {
	r.rows, r.known, r.changed = r.rows[:0], r.known[:0], false
	var (
		lists                    []int32
		sum                      []byte
		seen                     *int64
		key, kind, subject, lane *string
		names                    []string
		due, version, fence      *int64
		attempt                  *int32
		payload                  []byte
	)
	_, err := pgx.ForEachRow(rows, []any{&lists, &sum, &seen, &key, &kind, &subject, &lane, &names, &due, &payload, &version, &attempt, &fence}, func() error {
		switch {
		case seen == nil:
			r.known = append(r.known, slices.Clone(sum))
		case fence == nil || *fence != *seen:
			r.changed = true
		default:
			r.rows = append(r.rows, foundRow{lists, job(*key, *kind, *subject, *lane, names, due, payload, *version, *attempt, *fence)})
		}
		lists, names, payload = nil, nil, nil
		return nil
	})
	return err
}

func job(key, kind, subject, lane string, names []string, due *int64, payload []byte, version int64, attempt int32, fence int64) schedule.Job {
	j := schedule.Job{
		Key: key, Kind: kind, Subject: subject, Lane: lane, Names: names, Payload: payload,
		Version: uint64(version), Attempt: int(attempt), Fence: uint64(fence),
	}
	if due != nil {
		j.Due = batch.Time(*due)
	}
	return j
}

// repeat reads again while rows change in between.
func (r *reading) repeat(ctx context.Context, conn *pgx.Conn) error {
	for r.changed {
		var pipe pgx.Batch
		r.queue(&pipe)
		if err := conn.SendBatch(ctx, &pipe).Close(); err != nil {
			return err
		}
	}
	return nil
}

// answer sorts what was found.
func (r *reading) answer() batch.Answer {
	a := batch.Answer{Lists: make([][]schedule.Job, len(r.query.Lists)), Numbers: r.numbers}
	for _, row := range r.rows {
		for _, list := range row.lists {
			if list == 0 {
				a.Rows = append(a.Rows, row.job)
			} else {
				a.Lists[list-1] = append(a.Lists[list-1], row.job)
			}
		}
	}
	for _, rows := range a.Lists {
		slices.SortFunc(rows, func(x, y schedule.Job) int { return cmp.Compare(x.Key, y.Key) })
	}
	if len(r.known) > 0 {
		known := make(map[string]bool, len(r.known))
		for _, sum := range r.known {
			known[string(sum)] = true
		}
		for _, id := range r.query.IDs {
			if known[string(hash(id))] {
				a.Known = append(a.Known, id)
			}
		}
	}
	return a
}
