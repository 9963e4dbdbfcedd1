package action_test

import (
	"context"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func TestAssigner(t *testing.T) {
	t.Parallel()
	two, teams := []string{"7", "9"}, []string{"t"}
	tests := []struct {
		name   string
		config action.Assign
		turn   int
		busy   []string
		want   trigger.Assigned
		skip   string
	}{
		{"a user", action.Assign{Users: []string{"7"}}, 0, nil, trigger.Assigned{Users: []string{"7"}}, ""},
		{"a team", action.Assign{Teams: teams}, 3, nil, trigger.Assigned{Teams: teams}, ""},
		{"all", action.Assign{Users: two, Teams: teams, Pick: action.PickAll}, 1, nil,
			trigger.Assigned{Users: two, Teams: teams}, ""},
		{"all who are there", action.Assign{Users: two, Pick: action.PickAll}, 0, []string{"7"},
			trigger.Assigned{Users: []string{"9"}}, ""},
		{"all are busy", action.Assign{Users: two, Pick: action.PickAll}, 0, two, trigger.Assigned{}, action.NobodyAvailable},
		{"first turn", action.Assign{Users: two, Pick: action.PickOne}, 0, nil, trigger.Assigned{Users: []string{"7"}}, ""},
		{"second turn", action.Assign{Users: two, Pick: action.PickOne}, 1, nil, trigger.Assigned{Users: []string{"9"}}, ""},
		{"around", action.Assign{Users: two, Pick: action.PickOne}, 2, nil, trigger.Assigned{Users: []string{"7"}}, ""},
		{"the next one", action.Assign{Users: two, Pick: action.PickOne}, 0, []string{"7"}, trigger.Assigned{Users: []string{"9"}}, ""},
		{"the next one around", action.Assign{Users: two, Pick: action.PickOne}, 1, []string{"9"},
			trigger.Assigned{Users: []string{"7"}}, ""},
		{"a team is never busy", action.Assign{Users: two, Teams: teams, Pick: action.PickOne}, 0, two,
			trigger.Assigned{Teams: teams}, ""},
		{"one of the busy", action.Assign{Users: two, Pick: action.PickOne}, 5, two, trigger.Assigned{}, action.NobodyAvailable},
		{"a turn below zero", action.Assign{Users: two, Pick: action.PickOne}, -1, nil, trigger.Assigned{Users: []string{"9"}}, ""},
		{"nobody at all", action.Assign{Pick: action.PickOne}, 1, nil, trigger.Assigned{}, action.NobodyAvailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got trigger.Assigned
			a := action.Assigner{
				Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
					require.Equal(t, "k", in.Key)
					got = to
					return nil
				},
				Available: func(_ context.Context, user string) (bool, error) { return !slices.Contains(tt.busy, user), nil },
			}
			err := a.Handle(t.Context(), tt.config, action.Input{Turn: tt.turn, Key: "k"})
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.skip == "", err == nil)
			require.Equal(t, tt.want, got)
		})
	}
}

func TestAssignerFails(t *testing.T) {
	t.Parallel()
	c := action.Assign{Users: []string{"7"}}
	err := action.Assigner{}.Handle(t.Context(), c, action.Input{})
	require.EqualError(t, err, "the host has no function for assigning")
	require.True(t, action.IsPermanent(err))

	assign := func(context.Context, action.Input, trigger.Assigned) error { return errDown }
	err = action.Assigner{Assign: assign}.Handle(t.Context(), c, action.Input{})
	require.Equal(t, errDown, err)

	ask := func(context.Context, string) (bool, error) { return false, errDown }
	err = action.Assigner{Assign: assign, Available: ask}.Handle(t.Context(), c, action.Input{})
	require.EqualError(t, err, "whether 7 is available: down")
	require.ErrorIs(t, err, errDown)
}

// turns is round robin as one would explain it: walk along the row from whose turn it is to the first who is there.
func turns(row []string, turn int, away map[string]bool) string {
	for range row {
		if who := row[turn%len(row)]; !away[who] {
			return who
		}
		turn++
	}
	return ""
}

func TestAssignerTakesTurns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z]{1,3}`)
		c := action.Assign{Pick: action.PickOne,
			Users: rapid.SliceOfNDistinct(name, 0, 5, rapid.ID).Draw(t, "users")}
		c.Teams = rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z]{1,3}`), max(0, 1-len(c.Users)), 3, rapid.ID).Draw(t, "teams")
		row := slices.Concat(c.Users, c.Teams)
		away := map[string]bool{}
		for _, user := range c.Users {
			away[user] = rapid.IntRange(0, 3).Draw(t, "away") == 0
		}
		got := map[string]int{}
		a := action.Assigner{
			Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
				all := slices.Concat(to.Users, to.Teams)
				require.Len(t, all, 1)
				require.Equal(t, turns(row, in.Turn, away), all[0], "turn %d of %v, away %v", in.Turn, row, away)
				got[all[0]]++
				return nil
			},
			Available: func(_ context.Context, user string) (bool, error) { return !away[user], nil },
		}
		rounds := rapid.IntRange(1, 4).Draw(t, "rounds")
		for turn := range rounds * c.Choices() {
			if err := a.Handle(t.Context(), c, action.Input{Turn: turn}); err != nil {
				reason, _ := action.SkipReason(err)
				require.Equal(t, action.NobodyAvailable, reason)
				require.Empty(t, turns(row, turn, away))
			}
		}
		for _, who := range row {
			if away[who] {
				require.Zero(t, got[who])
				continue
			}
			require.GreaterOrEqual(t, got[who], rounds, "everybody who is there has their turns")
			if !slices.Contains(slices.Collect(maps.Values(away)), true) {
				require.Equal(t, rounds, got[who], "with nobody away the turns are equal")
			}
		}
	})
}
