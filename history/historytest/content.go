package historytest

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

func empty(ctx context.Context, log Log) error {
	if err := want(ctx, log, mention); err != nil {
		return err
	}
	if err := record(ctx, log); err != nil {
		return err
	}
	return want(ctx, log, mention)
}

// separateLogs uses items that a careless key would mix up.
func separateLogs(ctx context.Context, log Log) error {
	items := []trigger.Ref{
		mention, ticket, {Kind: trigger.RecordItem, ID: "5"},
		{Kind: trigger.CaseItem, ID: "05"}, {Kind: trigger.CaseItem, ID: "5 "},
		{Kind: trigger.CaseItem, ID: "a"}, {Kind: trigger.CaseItem, ID: "A"}, {Kind: trigger.CaseItem, ID: "ä"},
		{Kind: "a", ID: "b/c"}, {Kind: "a/b", ID: "c"},
		{Kind: "a", ID: "bc"}, {Kind: "ab", ID: "c"},
	}
	var all []history.Entry
	for i, s := range items {
		all = append(all, entry(fmt.Sprintf("one-%d", i), s), entry(fmt.Sprintf("two-%d", i), s))
	}
	if err := record(ctx, log, all...); err != nil {
		return err
	}
	for i, s := range items {
		if err := want(ctx, log, s, all[2*i:2*i+2]...); err != nil {
			return err
		}
	}
	return want(ctx, log, trigger.Ref{Kind: trigger.MentionItem, ID: "6"})
}

func order(ctx context.Context, log Log) error {
	at := func(id string, t time.Time) history.Entry {
		e := entry(id, mention)
		e.At = t
		return e
	}
	late := at("late", start.Add(time.Hour))
	z, y, x := at("z", start), at("y", start.In(time.FixedZone("", 5*3600))), at("x", start)
	// On its own clock this reads as an hour before start, but it is an hour after.
	west := at("west", start.Add(2*time.Hour).In(time.FixedZone("", -3*3600)))
	next := at("next", start.Add(time.Microsecond))
	early := at("early", start.Add(-time.Microsecond))
	again := at("again", start)
	for _, call := range [][]history.Entry{{late, z, y}, {x, west}, {next, early}, {again}} {
		if err := record(ctx, log, call...); err != nil {
			return err
		}
	}
	return want(ctx, log, mention, early, z, y, x, again, next, late, west)
}

func roundTrip(ctx context.Context, log Log) error {
	full := history.Entry{
		ID: "full/1 %_'\"\\", At: start.Add(123456 * time.Microsecond), Item: ticket,
		Actor: history.Actor{Kind: trigger.Recipe, ID: "r-1", Name: "Zoë 日本 👩‍🍳"},
		Event: "e-1", Recipe: history.Recipe{ID: "r-1", Name: "مرحبا\t\"VIP\"", Revision: "5f"},
		Run: "run-1", Action: "webhook", Webhook: "Bücher\u2028\r\n", Outcome: "failed",
		Reason: " spaces stay ", Error: "line 1\nline 2 \\n <b>&amp;</b> e\u0301 \ufeff", Changed: true,
		Description: "dispatched — to the user", InitiatedBy: trigger.Bot,
		Actions: 3, Place: 2, Nth: 4, Attempts: 10, Input: history.NewDocument(map[string]string{"a": "é <b>&amp;</b> \u2028"}), Output: `[1]`,
	}
	long := entry("long", ticket)
	long.Error = strings.Repeat("é", 32<<10)
	entries := []history.Entry{entry("short", ticket), full, long}
	for i, kind := range []trigger.Actor{trigger.Agent, trigger.Customer, trigger.Bot, trigger.System} {
		e := entry("actor-"+string(kind), ticket)
		e.Actor = history.Actor{Kind: kind, ID: "1", Name: "One"}
		e.At = start.Add(time.Duration(i) * time.Second).In(time.FixedZone("", 3600))
		entries = append(entries, e)
	}
	// Each field on its own, so that no two are swapped.
	for i, set := range []func(e *history.Entry){
		func(e *history.Entry) { e.Actor.ID = "x" },
		func(e *history.Entry) { e.Actor.Name = "x" },
		func(e *history.Entry) { e.Event = "x" },
		func(e *history.Entry) { e.Recipe.ID = "x" },
		func(e *history.Entry) { e.Recipe.Name = "x" },
		func(e *history.Entry) { e.Recipe.Revision = "x" },
		func(e *history.Entry) { e.Run = "x" },
		func(e *history.Entry) { e.Webhook = "x" },
		func(e *history.Entry) { e.Outcome = "x" },
		func(e *history.Entry) { e.Reason = "x" },
		func(e *history.Entry) { e.Error = "x" },
		func(e *history.Entry) { e.Changed = true },
		func(e *history.Entry) { e.Description = "x" },
		func(e *history.Entry) { e.InitiatedBy = trigger.Agent },
		func(e *history.Entry) { e.Actions = 1 },
		func(e *history.Entry) { e.Place = 1 },
		func(e *history.Entry) { e.Nth = 1 },
		func(e *history.Entry) { e.Attempts = 1 },
		func(e *history.Entry) { e.Input = `{}` },
		func(e *history.Entry) { e.Output = `{}` },
	} {
		e := entry(fmt.Sprintf("field-%d", i), ticket)
		set(&e)
		entries = append(entries, e)
	}
	if err := record(ctx, log, entries...); err != nil {
		return err
	}
	if err := inOneColumn(entries); err != nil {
		return err
	}
	slices.SortStableFunc(entries, func(a, b history.Entry) int { return a.At.Compare(b.At) })
	return want(ctx, log, ticket, entries...)
}

// inOneColumn writes the entries as JSON, as a recorder may that keeps each as one text, and reads them again: so what a
// log is asked for here can be kept that way.
func inOneColumn(entries []history.Entry) error {
	for _, e := range entries {
		text, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("entry %q as JSON: %w", clip(e.ID), err)
		}
		var back history.Entry
		if err := json.Unmarshal(text, &back); err != nil {
			return fmt.Errorf("entry %q from JSON: %w", clip(e.ID), err)
		}
		if err := equal(back, e); err != nil {
			return fmt.Errorf("entry %q, which came back from JSON: %w", clip(e.ID), err)
		}
	}
	return nil
}

func copies(ctx context.Context, log Log) error {
	given := numbered("e", 3, mention)
	kept := slices.Clone(given)
	if err := record(ctx, log, given...); err != nil {
		return err
	}
	clear(given)
	if err := want(ctx, log, mention, kept...); err != nil {
		return fmt.Errorf("after the caller changed what it gave: %w", err)
	}
	got, err := log.Log(ctx, mention)
	if err != nil {
		return err
	}
	clear(got[:cap(got)])
	if err := want(ctx, log, mention, kept...); err != nil {
		return fmt.Errorf("after the caller changed what it got: %w", err)
	}
	return nil
}

// big has calls and logs beyond the number of parameters or rows that databases
// and their drivers take at once.
func big(ctx context.Context, log Log) error {
	entries := numbered("e", 12_000, mention)
	if err := record(ctx, log, entries[:10_000]...); err != nil {
		return err
	}
	for call := range slices.Chunk(entries[10_000:], 100) {
		if err := record(ctx, log, call...); err != nil {
			return err
		}
	}
	return want(ctx, log, mention, entries...)
}
