package recipe_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
)

// limitedMail is an engine whose one recipe notifies at most every hour, and once in a day, with 900 matches that are pending:
// they are sent in three pieces. The answers are those of the handler, one after the other.
func limitedMail(t *testing.T, answers ...error) *mail {
	store := &shelf{}
	pile(t, store, 900)
	m := newMail(t, store)
	require.NoError(t, m.Load(parse(t, set(newItem("n",
		`{"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"1h"},"limit":{"times":1,"every":"24h","per":"recipe"}}`)))))
	m.during = func(calls int) error {
		if calls <= len(answers) {
			return answers[calls-1]
		}
		return nil
	}
	m.now = ten.Add(time.Hour)
	return m
}

// The pieces of a digest are one sending: it counts when one of them was sent, and not when none was.
func TestLimitOfDigestInPieces(t *testing.T) {
	never, busy := action.Permanent(errors.New("no")), errors.New("busy")
	for _, tt := range []struct {
		name    string
		answers []error // of the calls
		calls   int     // until all pieces have ended
		counts  bool
	}{
		{"all sent", nil, 3, true},
		{"the first fails for good", []error{never}, 3, true},
		{"the last fails for good", []error{nil, nil, never}, 3, true},
		{"only the last is sent", []error{never, never}, 3, true},
		{"the first is sent later than the others fail", []error{busy, never, never}, 4, true},
		{"the first is skipped", []error{action.Skip("why")}, 3, true},
		{"all fail for good", []error{never, never, never}, 3, false},
		{"all come to nothing", []error{action.Skip("why"), never, action.Skip("why")}, 3, false},
		{"all fail, the first at its second try", []error{busy, never, never, never}, 4, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := limitedMail(t, tt.answers...)
			for range 40 { // the tries of a piece are over by then
				must(m.Tick(t.Context()))
				m.now = m.now.Add(time.Minute)
			}
			require.Len(t, m.told, tt.calls)
			m.now = ten.Add(3 * time.Hour)
			m.arrive(t, "more")
			must(m.Tick(t.Context()))
			if tt.counts {
				require.Len(t, m.told, tt.calls, "one a day")
			} else {
				require.Equal(t, "13:00:00 more", texts(m.told[tt.calls:])[0])
			}
			m.now = ten.Add(28 * time.Hour)
			m.arrive(t, "tomorrow")
			must(m.Tick(t.Context()))
			require.Contains(t, tellsAll(m.told[tt.calls:]), "tomorrow", "the window slides")
		})
	}
}

// The limit is asked of the first piece that is sent: those before it may have been switched off meanwhile.
func TestLimitOfDigestWhoseFirstPieceIsDropped(t *testing.T) {
	m := limitedMail(t)
	m.now = ten.Add(30 * time.Minute)
	set := func(enabled string) string {
		return fmt.Sprintf(`{"format":1,"recipes":[{"id":"n","name":"N","enabled":%s,"trigger":{"on":"new_item","topics":["support"]},"actions":[
			{"do":"notify","with":{"users":["7"],"channel":"push","at_most_every":"1h"},"limit":{"times":1,"every":"24h","per":"recipe"}}]}]}`, enabled)
	}
	require.NoError(t, m.Load(parse(t, set("false"))))
	m.now = ten.Add(31 * time.Minute)
	require.NoError(t, m.Load(parse(t, set("true"))))
	m.arrive(t, "after") // the 901st
	for range 120 {
		m.now = m.now.Add(time.Minute)
		must(m.Tick(t.Context()))
	}
	require.Equal(t, []string{"after"}, tellsAll(m.told))
	m.arrive(t, "more")
	for range 120 {
		m.now = m.now.Add(time.Minute)
		must(m.Tick(t.Context()))
	}
	require.Equal(t, []string{"after"}, tellsAll(m.told), "the sending counts")
}
