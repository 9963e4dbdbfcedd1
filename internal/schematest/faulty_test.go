package schematest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// faultySet is a set that a test of the library checks, with the host of that test.
type faultySet struct {
	Set          string               `json:"set"`
	Statuses     []trigger.HostStatus `json:"statuses"`
	Priorities   []string             `json:"priorities"`
	Sentiments   []string             `json:"sentiments"`
	Kinds        []trigger.OwnKind    `json:"kinds"`
	NoCases      bool                 `json:"nocases"`
	Complexity   int                  `json:"complexity"`
	Availability action.Availability  `json:"availability"`
	Other        []string             `json:"other"` // kinds of action of the host's own
}

func (f faultySet) engine() *recipe.Engine {
	hs := handlers()
	for _, kind := range f.Other {
		action.HandleOther(hs, kind, func(context.Context, action.Other, action.Input) error { return nil })
	}
	return &recipe.Engine{
		Handlers: hs, Statuses: f.Statuses, Priorities: f.Priorities, Sentiments: f.Sentiments, Kinds: f.Kinds, NoCases: f.NoCases,
		MaxComplexity: f.Complexity, Availability: f.Availability,
	}
}

// faultySets returns the sets with faults of the library's tests, collected from their engines.
func faultySets(t *testing.T) []faultySet {
	data, err := os.ReadFile(filepath.Join("testdata", "faulty.jsonl"))
	require.NoError(t, err)
	var all []faultySet
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var one faultySet
		require.NoError(t, json.Unmarshal(lines.Bytes(), &one))
		all = append(all, one)
	}
	require.NoError(t, lines.Err())
	return all
}

// toldApart are the faults that a schema cannot say, with the reason.
var toldApart = []struct{ fault, reason string }{
	{`line \d+, column \d+: |unexpected character|is not a field but an expression|complexity is|unknown field`, "needs the compiler of expressions"},
	{`saved filters refer to each other`, "needs the filters in an order"},
	{`unknown saved filter|is not one of the set's calendars`, "names what is elsewhere in the document; a schema for a set's names says it for a recipe"},
	{`no source `, "the host declares no source at all, and then an editor takes any"},
	{`duplicate member|surrogate pair|nested deeper than 64 levels|text after the end`, "a validator gets a document, not its text"},
	{`is not from \d+m to \d+d|longer than 366d|is not above 0s|is not 0s to 366d|longer than 292 years`, "compares durations"},
	{`appears twice in the set|is the id of an action before it|several of .* identified by id`, "needs ids to be unique"},
	{`reads task|reads lookup|reads local|reads what an action finds out`, "needs the order of actions and of a poll"},
	{`\(availability social_connect`, "the table of availability goes by several members at once"},
	{`which no event of`, "needs the items of the trigger's events beside the config"},
	{`missing; the history of new items shows it|on a case_mention trigger a webhook sends`, "a webhook's members go by the trigger"},
	{`needs the cases feature`, "needs the trigger beside the config"},
	{`lets no .* mention through|is never open on these days`, "needs a proof"},
	{`not a type and credentials|not JSON`, "a format of its own in a text"},
	{`unknown variable`, "a language of its own"},
	{`is not a media type|the content type .* needs one`, "needs a reader of media types"},
	{`given beside a count or a quiet time|a digest is for several contacts`, "a digest is told by the methods of the config"},
	{`is not a known time zone`, "needs the database of time zones"},
	{`^engine\.`, "a fault of the host, not of the set"},
}

func reasonOf(fault string) int {
	for i, f := range toldApart {
		if regexp.MustCompile(f.fault).MatchString(fault) {
			return i
		}
	}
	return -1
}

// Each set that the engine refuses is invalid, or has only faults that are told apart on purpose.
func TestFaultySets(t *testing.T) {
	used := make([]bool, len(toldApart))
	refused := 0
	schemas := map[string]*jsonschema.Schema{} // of the hosts
	for _, f := range faultySets(t) {
		e := f.engine()
		set, err := recipe.Decode([]byte(f.Set))
		found := recipe.Faults(e.Check(set))
		if err == nil && len(found) == 0 {
			continue // a fault of the test's host alone
		}
		text := e.Schema(recipe.Set{})
		s, ok := schemas[string(text)]
		if !ok {
			s = compile(t, text, "")
			schemas[string(text)] = s
		}
		if validate(t, s, []byte(f.Set)) != nil {
			refused++
			continue
		}
		for _, one := range found {
			i := reasonOf(one.Document + ": " + one.Err.Error())
			if i < 0 {
				t.Errorf("the schema accepts %s\nwith the fault %s: %v", f.Set, one.Document, one.Err)
				continue
			}
			used[i] = true
		}
	}
	t.Logf("%d sets refused", refused)
	for i, u := range used {
		require.True(t, u, "no set has the fault %s", toldApart[i].fault)
	}
}
