package batch_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/internal/batch"
	"github.com/commis-recipes/commis/schedule"
)

// program is the function of an update: steps that it does, and how it ends. What belongs to a thread has its name first.
type program struct {
	id    string
	about schedule.Scope
	steps []step
	end   string
	gives time.Duration // after which its caller gives up; zero means never
}

type step struct {
	do        string
	key, key2 string
	name      string
	kind      string
	names     []string
	most      int
	due       time.Time
}

var errOwn = errors.New("the function's own")

// env is what a program does besides the calls of its transaction.
type env struct {
	add    func(ctx context.Context, j schedule.Job) error
	record func(ctx context.Context, e history.Entry) error
	host   func(ctx context.Context) error
}

// run does the steps, and returns what they returned.
func (p program) run(ctx context.Context, tx schedule.Tx, in env) (saw []string, err error) {
	for _, s := range p.steps {
		said, err := s.run(ctx, tx, in)
		if err != nil {
			return saw, err
		}
		saw = append(saw, s.do+" "+said)
	}
	if err := in.record(ctx, history.Entry{ID: p.id}); err != nil {
		return saw, err
	}
	switch p.end {
	case "fails":
		return saw, errOwn
	case "panics":
		panic(errOwn)
	case "exits":
		runtime.Goexit()
	}
	return saw, nil
}

func (s step) job(key string) schedule.Job {
	return schedule.Job{Key: key, Kind: s.kind, Subject: key[:1], Names: s.names, Due: s.due, Payload: []byte(s.name)}
}

func (s step) run(ctx context.Context, tx schedule.Tx, in env) (string, error) {
	switch s.do {
	case "get":
		rows, err := tx.Get(s.key, s.key2, s.key)
		return shown(rows), err
	case "list":
		rows, err := tx.List(s.name, s.kind, s.key2, s.most)
		return shown(rows), err
	case "put":
		j, err := tx.Put(s.job(s.key))
		return shown([]schedule.Job{j}), err
	case "drop":
		rows, err := tx.Drop(s.key, s.key2)
		return shown(rows), err
	case "remember":
		first, err := tx.Remember(s.key)
		return fmt.Sprint(first), err
	case "settle":
		rows, err := tx.Get(s.key)
		if err != nil || len(rows) == 0 {
			return "", err
		}
		if err := tx.Settle(s.key, rows[0].Fence+1, s.due); !errors.Is(err, schedule.ErrStale) {
			return "", fmt.Errorf("void claim: %w", errors.Join(err, errOwn))
		}
		return "", tx.Settle(s.key, rows[0].Fence, s.due)
	case "add":
		return "", in.add(ctx, s.job(s.key))
	}
	return "", in.host(ctx)
}

// shown is rows without their numbers.
func shown(rows []schedule.Job) (text string) {
	for _, j := range rows {
		text += fmt.Sprintf("[%s %s %v %v %s %d]", j.Key, j.Kind, j.Names, j.Due.UTC().Format(time.RFC3339Nano), j.Payload, j.Attempt)
	}
	return text
}

var programs = rapid.Custom(func(t *rapid.T) []program {
	n := rapid.IntRange(1, 8).Draw(t, "programs")
	all := make([]program, n)
	for i := range all {
		all[i] = drawProgram(t, fmt.Sprint("p", i))
	}
	return all
})

func drawProgram(t *rapid.T, id string) program {
	p := program{id: id, end: rapid.SampledFrom([]string{"", "", "", "", "fails", "panics", "exits"}).Draw(t, "end")}
	p.about.Subjects = rapid.Permutation([]string{"a", "b", "c"}).Draw(t, "subjects")[:rapid.IntRange(1, 2).Draw(t, "number")]
	word := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom(p.about.Subjects).Draw(t, "of") + rapid.SampledFrom([]string{"1", "2", "3"}).Draw(t, "nth")
	})
	words := rapid.SliceOfN(word, 0, 2)
	p.about.Keys, p.about.Names, p.about.IDs = words.Draw(t, "keys"), words.Draw(t, "names"), words.Draw(t, "ids")
	for range rapid.IntRange(1, 6).Draw(t, "steps") {
		s := step{
			do:  rapid.SampledFrom([]string{"get", "list", "list", "put", "put", "drop", "remember", "settle", "add", "add", "host"}).Draw(t, "do"),
			key: word.Draw(t, "key"), key2: word.Draw(t, "key2"), name: word.Draw(t, "name"), most: rapid.IntRange(0, 4).Draw(t, "most"),
			kind: rapid.SampledFrom([]string{"k", "k", ""}).Draw(t, "kind"),
		}
		s.names = slices.Compact(slices.Sorted(slices.Values(words.Draw(t, "names"))))
		if rapid.Bool().Draw(t, "is due") {
			s.due = time.Unix(int64(rapid.IntRange(1, 3).Draw(t, "due")), 0)
		}
		p.steps = append(p.steps, s)
	}
	if rapid.IntRange(0, 5).Draw(t, "gives up") == 0 {
		p.gives = time.Duration(rapid.IntRange(0, 5).Draw(t, "after")) * time.Millisecond
	}
	return p
}

// result is how a program's call ended.
type result struct {
	saw      []string // by the last run of the function
	err      error
	panicked any
	exited   bool
}

// call calls Update with a program, in this goroutine.
func (s *store) call(ctx context.Context, p program) (r *result) {
	r = &result{exited: true}
	defer func() {
		if p := recover(); p != nil {
			r.panicked, r.exited = p, false
		}
	}()
	in := env{
		add:    func(ctx context.Context, j schedule.Job) error { return s.Add(ctx, j) },
		record: func(ctx context.Context, e history.Entry) error { return batch.Running(ctx).Record(e) },
		host: func(ctx context.Context) error {
			return batch.Running(ctx).Do(func(tx batch.Transaction) error { return nil })
		},
	}
	r.err = s.Update(ctx, p.about, func(ctx context.Context, tx schedule.Tx) (err error) {
		r.saw, err = p.run(ctx, tx, in)
		return err
	})
	r.exited = false
	return r
}

// all runs programs at once.
func (s *store) all(ctx context.Context, programs []program) []*result {
	results := make([]*result, len(programs))
	var wg sync.WaitGroup
	for i, p := range programs {
		wg.Go(func() {
			done := make(chan struct{})
			go func() { // which the program may end
				defer close(done)
				ctx := ctx
				if p.gives > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, p.gives)
					defer cancel()
				}
				results[i] = &result{exited: true}
				results[i] = s.call(ctx, p)
			}()
			<-done
		})
	}
	wg.Wait()
	return results
}

// replay runs the programs that were committed one after the other, in the order in which they were, and compares what they
// saw and left.
func (s *store) replay(t require.TestingT, programs []program, results []*result) {
	var memory schedule.Memory
	in := env{
		add:    func(ctx context.Context, j schedule.Job) error { return memory.Add(ctx, j) },
		record: func(context.Context, history.Entry) error { return nil },
		host:   func(context.Context) error { return nil },
	}
	committed := map[string]bool{}
	for _, e := range s.entries {
		require.False(t, committed[e.ID], "%s was committed twice", e.ID)
		committed[e.ID] = true
		i := slices.IndexFunc(programs, func(p program) bool { return p.id == e.ID })
		require.NoError(t, memory.Update(context.Background(), programs[i].about, func(ctx context.Context, tx schedule.Tx) error {
			saw, err := programs[i].run(ctx, tx, in)
			require.Equal(t, saw, results[i].saw, "%s", e.ID)
			return err
		}))
	}
	var keys []string
	for _, subject := range []string{"a", "b", "c"} {
		keys = append(keys, subject+"1", subject+"2", subject+"3")
	}
	require.NoError(t, memory.Update(context.Background(), schedule.On("a"), func(_ context.Context, tx schedule.Tx) error {
		want, err := tx.Get(keys...)
		require.NoError(t, err)
		var got []schedule.Job
		for _, key := range keys {
			if r, ok := s.rows[key]; ok {
				got = append(got, r.Job)
			}
		}
		require.Equal(t, shown(want), shown(got))
		for _, id := range keys {
			first, err := tx.Remember(id)
			require.NoError(t, err)
			require.Equal(t, !first, s.ids[id], "id %s", id)
		}
		return nil
	}))
}

// Whatever shares a transaction, and however its functions end, it is as if they had run one after the other.
func TestModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { rapid.SyncTest(t, checkModel) })
}

func checkModel(t *rapid.T) {
	s := newStore(func(c *batch.Core) {
		c.Groups, c.Size, c.Ahead = rapid.IntRange(1, 3).Draw(t, "groups"), rapid.IntRange(1, 8).Draw(t, "size"), rapid.IntRange(1, 4).Draw(t, "ahead")
	})
	s.pause = time.Duration(rapid.IntRange(0, 2).Draw(t, "pause")) * time.Millisecond
	broken := rapid.SliceOfN(rapid.IntRange(0, 60), 0, 4).Draw(t, "broken calls")
	how := rapid.SampledFrom([]error{errConflict, errBroken}).Draw(t, "how")
	n := 0
	s.fail = func(call string) error {
		n++
		switch {
		case !slices.Contains(broken, n):
			return nil
		case call == "committed": // it is unknown, and so no conflict
			return errBroken
		}
		return how
	}
	programs := programs.Draw(t, "all")
	results := s.all(context.Background(), programs)
	s.check(t, programs, results)
	s.replay(t, programs, results)
	require.Zero(t, s.open, "transactions are left")
}

// check compares how each call ended with what was committed.
func (s *store) check(t require.TestingT, programs []program, results []*result) {
	for i, p := range programs {
		r := results[i]
		there := slices.ContainsFunc(s.entries, func(e history.Entry) bool { return e.ID == p.id })
		switch {
		case r.panicked != nil:
			require.Equal(t, errOwn, r.panicked)
			require.Equal(t, "panics", p.end)
			require.False(t, there)
		case r.exited:
			require.Equal(t, "exits", p.end)
			require.False(t, there)
		case r.err == nil:
			require.Empty(t, p.end)
			require.True(t, there, "%s was told that it was committed", p.id)
		case errors.Is(r.err, errOwn):
			require.Equal(t, "fails", p.end, "%v", r.err)
			require.False(t, there)
		case errors.Is(r.err, context.DeadlineExceeded):
			require.NotZero(t, p.gives)
		default:
			require.True(t, errors.Is(r.err, errBroken) || errors.Is(r.err, errConflict), "%v", r.err)
			require.True(t, !there || errors.Is(r.err, errBroken), "what the database took back is not there")
		}
	}
}
