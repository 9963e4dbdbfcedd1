package local

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/commis-recipes/commis/internal/playback"
	"github.com/commis-recipes/commis/recipe"
	memory "github.com/commis-recipes/commis/recipe/desk"
	"github.com/commis-recipes/commis/trigger"
)

// replay plays the set and the events with which the desk began, and returns the lines that "go run ./examples/replay -json" prints of it.
func replay(ctx context.Context, b begun) ([]byte, error) {
	set, err := recipe.Decode(b.set)
	if err != nil {
		return nil, err
	}
	var desk memory.Desk
	memory.SendOut[hook](&desk)
	day := playback.New(&desk, trigger.World{})
	day.Accept(set)
	if len(b.events) > 0 {
		day.Begin(b.events[0].At)
	}
	var out bytes.Buffer
	lines := json.NewEncoder(&out)
	lines.SetEscapeHTML(false)
	day.Handled = func(report recipe.Report, decisions []recipe.Decision) {
		for _, a := range report.Actions {
			_ = lines.Encode(a) // it is written into memory
		}
		for _, d := range decisions {
			actions := d.Actions
			d.Actions = nil
			_ = lines.Encode(d)
			for _, a := range actions {
				_ = lines.Encode(a)
			}
		}
	}
	if err := day.Engine.Load(set); err != nil {
		return nil, err
	}
	if err := day.Play(ctx, b.events, b.until); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// sampleOf returns the set and the events with which the desk began, as JSON lines, to be shown and shared.
func sampleOf(b begun) ([]byte, error) {
	var events bytes.Buffer
	lines := json.NewEncoder(&events)
	lines.SetEscapeHTML(false)
	for _, ev := range b.events {
		if err := lines.Encode(ev); err != nil {
			return nil, err
		}
	}
	return json.Marshal(struct {
		Set    json.RawMessage `json:"set"`
		Events string          `json:"events"`
	}{b.set, events.String()})
}
