package action_test

import (
	"context"
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
	first, last := 0, -1
	tests := []struct {
		name   string
		config action.Assign
		turn   int // the place among those who are asked about, from the end when negative
		busy   []string
		asked  []string // whose turn it may be
		want   trigger.Assigned
		skip   action.Reason
	}{
		{"a user", action.Assign{Users: []string{"7"}}, first, nil, nil, trigger.Assigned{Users: []string{"7"}}, ""},
		{"a team", action.Assign{Teams: teams}, first, nil, nil, trigger.Assigned{Teams: teams}, ""},
		{"all", action.Assign{Users: two, Teams: teams, Pick: action.PickAll}, first, nil, nil,
			trigger.Assigned{Users: two, Teams: teams}, ""},
		{"all who are there", action.Assign{Users: two, Pick: action.PickAll}, first, []string{"7"}, nil,
			trigger.Assigned{Users: []string{"9"}}, ""},
		{"all are busy", action.Assign{Users: two, Pick: action.PickAll}, first, two, nil, trigger.Assigned{}, action.NobodyAvailable},
		{"the first one's turn", action.Assign{Users: two, Pick: action.PickOne}, first, nil, []string{"user/7", "user/9"},
			trigger.Assigned{Users: []string{"7"}}, ""},
		{"the last one's turn", action.Assign{Users: two, Pick: action.PickOne}, last, nil, []string{"user/7", "user/9"},
			trigger.Assigned{Users: []string{"9"}}, ""},
		{"one who is there", action.Assign{Users: two, Pick: action.PickOne}, first, []string{"7"}, []string{"user/9"},
			trigger.Assigned{Users: []string{"9"}}, ""},
		{"users before teams", action.Assign{Users: two, Teams: []string{"7"}, Pick: action.PickOne}, last, nil,
			[]string{"user/7", "user/9", "team/7"}, trigger.Assigned{Teams: []string{"7"}}, ""},
		{"a team is never busy", action.Assign{Users: two, Teams: teams, Pick: action.PickOne}, first, two, []string{"team/t"},
			trigger.Assigned{Teams: teams}, ""},
		{"one of the busy", action.Assign{Users: two, Pick: action.PickOne}, first, two, nil, trigger.Assigned{}, action.NobodyAvailable},
		{"nobody at all", action.Assign{Pick: action.PickOne}, first, nil, nil, trigger.Assigned{}, action.NobodyAvailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got trigger.Assigned
			var asked []string
			a := action.Assigner{
				Assign: func(_ context.Context, in action.Input, to trigger.Assigned) error {
					require.Equal(t, "k", in.Key)
					got = to
					return nil
				},
				Available: func(_ context.Context, user string) (bool, error) { return !slices.Contains(tt.busy, user), nil },
			}
			in := action.Input{Key: "k", Output: new(action.Output), Chooser: action.ChooserFunc(func(_ context.Context, among []string) (string, error) {
				asked = among
				return among[(tt.turn+len(among))%len(among)], nil
			})}
			err := a.Handle(t.Context(), tt.config, in)
			reason, _ := action.SkipReason(err)
			require.Equal(t, tt.skip, reason)
			require.Equal(t, tt.skip == "", err == nil)
			require.Equal(t, tt.want, got)
			require.Equal(t, tt.asked, asked)
			require.Equal(t, output(tt.want), in.Output.Shown(), "who was chosen")
		})
	}
}

// output is what the handler finds out when it chooses these.
func output(chosen trigger.Assigned) map[string]any {
	var all map[string]any
	for name, list := range map[string][]string{"users": chosen.Users, "teams": chosen.Teams} {
		if len(list) == 0 {
			continue
		}
		if all == nil {
			all = map[string]any{}
		}
		all[name] = list
	}
	return all
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

	c.Pick = action.PickOne
	chooser := action.ChooserFunc(func(context.Context, []string) (string, error) { return "", errDown })
	err = action.Assigner{Assign: assign}.Handle(t.Context(), c, action.Input{Chooser: chooser})
	require.EqualError(t, err, "whose turn it is: down")
	require.ErrorIs(t, err, errDown)
}

// Whoever is chosen is one of those who are there, and each of them may be.
func TestAssignerAsksAboutThoseWhoAreThere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-z]{1,3}`)
		c := action.Assign{Pick: action.PickOne,
			Users: rapid.SliceOfNDistinct(name, 0, 5, rapid.ID).Draw(t, "users"),
			Teams: rapid.SliceOfNDistinct(name, 0, 3, rapid.ID).Draw(t, "teams")}
		away := map[string]bool{}
		var want []string
		for _, user := range c.Users {
			if away[user] = rapid.IntRange(0, 3).Draw(t, "away") == 0; !away[user] {
				want = append(want, "user/"+user)
			}
		}
		for _, team := range c.Teams {
			want = append(want, "team/"+team)
		}
		turn := rapid.IntRange(0, max(0, len(want)-1)).Draw(t, "turn")
		var got []string
		a := action.Assigner{
			Assign: func(_ context.Context, _ action.Input, to trigger.Assigned) error {
				for _, user := range to.Users {
					got = append(got, "user/"+user)
				}
				for _, team := range to.Teams {
					got = append(got, "team/"+team)
				}
				return nil
			},
			Available: func(_ context.Context, user string) (bool, error) { return !away[user], nil },
		}
		err := a.Handle(t.Context(), c, action.Input{Chooser: action.ChooserFunc(func(_ context.Context, among []string) (string, error) {
			require.Equal(t, want, among)
			return among[turn], nil
		})})
		if len(want) == 0 {
			reason, _ := action.SkipReason(err)
			require.Equal(t, action.NobodyAvailable, reason)
			return
		}
		require.NoError(t, err)
		require.Equal(t, []string{want[turn]}, got)
	})
}
