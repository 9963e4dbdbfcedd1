package action_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
)

func BenchmarkDecode(b *testing.B) {
	hs := every()
	with := json.RawMessage(`{"tags":["vip","gold"],"target":"case"}`)
	b.ReportAllocs()
	var c action.Config
	for b.Loop() {
		var err error
		if c, err = hs.Decode("add_tags", with); err != nil {
			b.Fatal(err)
		}
	}
	require.Equal(b, action.AddTags{Tags: []string{"vip", "gold"}, On: action.OnCase}, c)
}

func BenchmarkTarget(b *testing.B) {
	var c action.Targeter = action.AddTags{On: action.OnCase}
	ev := events()["mention"]
	b.ReportAllocs()
	var item trigger.Ref
	for b.Loop() {
		item, _ = c.Target(ev)
	}
	require.Equal(b, "case/5", item.String())
}
