package schedule_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/schedule"
)

// Updates of different subjects run at the same time: each of these waits for the other.
func TestUpdatesOfOtherSubjects(t *testing.T) {
	var m schedule.Memory
	here, there := make(chan struct{}), make(chan struct{})
	ended := make(chan error)
	go func() {
		ended <- m.Update(t.Context(), schedule.On("a", "b"), func(_ context.Context, tx schedule.Tx) error {
			close(here)
			<-there
			_, err := tx.Put(schedule.Job{Key: "1", Subject: "a"})
			return err
		})
	}()
	require.NoError(t, m.Update(t.Context(), schedule.On("c"), func(_ context.Context, tx schedule.Tx) error {
		<-here
		close(there)
		_, err := tx.Put(schedule.Job{Key: "2", Subject: "c"})
		return err
	}))
	require.NoError(t, <-ended)
	require.Equal(t, 2, m.Len())
}

// beside runs fn while an Update of the subject "held" has run first and waits, and then lets that end.
func beside(t *testing.T, m *schedule.Memory, first func(tx schedule.Tx), fn func(t *testing.T, release func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		release, ended := make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- m.Update(t.Context(), schedule.On("held"), func(_ context.Context, tx schedule.Tx) error {
				first(tx)
				<-release
				return nil
			})
		}()
		synctest.Wait()
		fn(t, func() { close(release) })
		require.NoError(t, <-ended)
	})
}

// A row of a subject that another Update holds is read when that has ended, and what was written before is not done twice.
func TestUpdateRunsAgain(t *testing.T) {
	for _, tt := range []struct {
		name string
		read func(tx schedule.Tx) ([]schedule.Job, error)
	}{
		{"get", func(tx schedule.Tx) ([]schedule.Job, error) { return tx.Get("row") }},
		{"list", func(tx schedule.Tx) ([]schedule.Job, error) { return tx.List("n", "k", "", 9) }},
		{"drop", func(tx schedule.Tx) ([]schedule.Job, error) { return tx.Drop("row") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := new(schedule.Memory)
			put(t, m, schedule.Job{Key: "row", Kind: "k", Subject: "held", Names: []string{"n"}, Payload: []byte("old")})
			beside(t, m, func(tx schedule.Tx) {
				_, err := tx.Put(schedule.Job{Key: "row", Kind: "k", Subject: "held", Names: []string{"n"}, Payload: []byte("new")})
				require.NoError(t, err)
			}, func(t *testing.T, release func()) {
				time.AfterFunc(time.Second, release)
				runs := 0
				require.NoError(t, m.Update(t.Context(), schedule.On("other"), func(_ context.Context, tx schedule.Tx) error {
					runs++
					first, err := tx.Remember("id")
					if err != nil {
						return err
					}
					require.True(t, first)
					rows, err := tt.read(tx)
					if err != nil {
						return nil // which changes nothing: it runs again
					}
					require.Len(t, rows, 1)
					require.Equal(t, "new", string(rows[0].Payload))
					return nil
				}))
				require.Equal(t, 2, runs)
			})
		})
	}
}

// Of two Updates that remember one id at the same time, one is first.
func TestRememberBeside(t *testing.T) {
	m := new(schedule.Memory)
	beside(t, m, func(tx schedule.Tx) {
		first, err := tx.Remember("id")
		require.NoError(t, err)
		require.True(t, first)
	}, func(t *testing.T, release func()) {
		time.AfterFunc(time.Second, release)
		require.NoError(t, m.Update(t.Context(), schedule.On("other"), func(_ context.Context, tx schedule.Tx) error {
			first, err := tx.Remember("id")
			if err == nil {
				require.False(t, first)
			}
			return err
		}))
	})
}

// A caller that gives up while it waits leaves the others their turn.
func TestGivesUpWaiting(t *testing.T) {
	m := new(schedule.Memory)
	put(t, m, schedule.Job{Key: "row", Subject: "held"})
	beside(t, m, func(schedule.Tx) {}, func(t *testing.T, release func()) {
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		read := func(_ context.Context, tx schedule.Tx) error {
			_, err := tx.Get("row")
			return err
		}
		require.ErrorIs(t, m.Update(short, schedule.On("other"), read), context.DeadlineExceeded)
		require.ErrorIs(t, m.Update(short, schedule.On("held"), read), context.DeadlineExceeded)
		release()
		require.NoError(t, m.Update(t.Context(), schedule.On("other", "held"), read))
	})
}

// Take skips a row that an Update has touched, and finds it when that has ended.
func TestTakeSkipsRowsInUse(t *testing.T) {
	m := new(schedule.Memory)
	put(t, m, schedule.Job{Key: "row", Kind: "k", Subject: "held", Due: noon})
	put(t, m, schedule.Job{Key: "next", Kind: "k", Subject: "held", Due: noon})
	beside(t, m, func(tx schedule.Tx) {
		_, err := tx.Get("row")
		require.NoError(t, err)
	}, func(t *testing.T, release func()) {
		require.Equal(t, []string{"next"}, keys(take(t, m, noon, time.Minute, 9)))
		release()
		synctest.Wait()
		require.Equal(t, []string{"row"}, keys(take(t, m, noon, time.Minute, 9)))
	})
}

// A row that is added while an Update drops the one with its key is not lost.
func TestAddBesideDrop(t *testing.T) {
	m := new(schedule.Memory)
	put(t, m, schedule.Job{Key: "row", Kind: "k", Subject: "held", Payload: []byte("old")})
	beside(t, m, func(tx schedule.Tx) {
		_, err := tx.Drop("row")
		require.NoError(t, err)
	}, func(t *testing.T, release func()) {
		time.AfterFunc(time.Second, release)
		require.NoError(t, m.Add(t.Context(), schedule.Job{Key: "row", Kind: "k", Subject: "held", Payload: []byte("new")}))
		update(t, m, func(tx schedule.Tx) {
			rows, err := tx.Get("row")
			require.NoError(t, err)
			require.Equal(t, "new", string(rows[0].Payload))
		})
	})
}
