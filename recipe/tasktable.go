package recipe

import (
	"encoding/json"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/rowjson"
	"github.com/commis-recipes/commis/trigger"
)

// The tables of the fields of a task and of the other rows that an event writes. TestTables compares them with encoding/json.

var taskTable = rowjson.Table[task]{
	rowjson.Int("v", func(t *task) *int { return &t.V }),
	rowjson.Object("recipe", func(t *task) *action.Recipe { return &t.Recipe }, recipeTable),
	rowjson.String("run", func(t *task) *string { return &t.Run }),
	rowjson.String("id", func(t *task) *string { return &t.ID }),
	rowjson.Int("action", func(t *task) *int { return &t.Action }),
	rowjson.String("do", func(t *task) *string { return &t.Do }),
	rowjson.Object("item", func(t *task) *trigger.Ref { return &t.Item }, refTable),
	rowjson.String("key", func(t *task) *string { return &t.Key }),
	rowjson.Strings("names", func(t *task) *[]string { return &t.Names }),
	rowjson.String("lane", func(t *task) *string { return &t.Lane }),
	rowjson.OptString("chosen", func(t *task) *string { return &t.Chosen }),
	rowjson.Time("since", func(t *task) *time.Time { return &t.Since }),
	rowjson.OptInt("tries", func(t *task) *int { return &t.Tries }),
	rowjson.OptBool("begun", func(t *task) *bool { return &t.Begun }),
	rowjson.OptBool("irreversible", func(t *task) *bool { return &t.Irreversible }),
	rowjson.OptBool("started", func(t *task) *bool { return &t.Started }),
	rowjson.OptInt("unread", func(t *task) *int { return &t.Unread }),
	rowjson.Other("took", func(t *task) *[]reservation { return &t.Reserved }, emptyList),
	rowjson.OptTime("armed", func(t *task) *time.Time { return &t.Armed }),
	rowjson.OptTime("heard", func(t *task) *time.Time { return &t.ArmedClock }),
	rowjson.OptTime("due", func(t *task) *time.Time { return &t.Due }),
	rowjson.OptStrings("unless", func(t *task) *[]action.Signal { return &t.Unless }),
	rowjson.OptString("root", func(t *task) *string { return &t.Root }),
	rowjson.OptString("by", func(t *task) *trigger.Actor { return &t.By }),
	rowjson.OptBool("worked", func(t *task) *bool { return &t.DueFromItem }),
	rowjson.Other("basis", func(t *task) **basis { return &t.Basis }, isNil),
	rowjson.OptBool("from_first", func(t *task) *bool { return &t.FromFirst }),
	rowjson.OptBool("put_off", func(t *task) *bool { return &t.PutOff }),
	rowjson.OptBool("looked", func(t *task) *bool { return &t.Looked }),
	rowjson.OptInt("beside", func(t *task) *int { return &t.SameInstant }),
	rowjson.Other("repeat", func(t *task) *action.Repeat { return &t.Repeat }, func(r *action.Repeat) bool { return *r == action.Repeat{} }),
	rowjson.OptTime("slot", func(t *task) *time.Time { return &t.Slot }),
	rowjson.OptInt("nth", func(t *task) *int { return &t.Nth }),
	rowjson.Other("rest", func(t *task) **repeatRest { return &t.Rest }, isNil),
	rowjson.OptBool("stop", func(t *task) *bool { return &t.Stop }),
	rowjson.OptBool("read", func(t *task) *bool { return &t.Read }),
	rowjson.OptStrings("reads", func(t *task) *[]string { return &t.Reads }),
	rowjson.Other("outputs", func(t *task) *map[string]any { return &t.Outputs }, emptyMap),
	rowjson.Other("next", func(t *task) *[]task { return &t.Next }, emptyList),
	rowjson.OptInt("count", func(t *task) *int { return &t.Count }),
	rowjson.OptInt("every", func(t *task) *time.Duration { return &t.Every }),
	rowjson.OptBool("send", func(t *task) *bool { return &t.Send }),
	rowjson.Other("digest", func(t *task) *[]action.Match { return &t.Digest }, emptyList),
	rowjson.OptString("part", func(t *task) *string { return &t.Part }),
	rowjson.OptTime("died", func(t *task) *time.Time { return &t.Died }),
}

var recipeTable = rowjson.Table[action.Recipe]{
	rowjson.String("ID", func(r *action.Recipe) *string { return &r.ID }),
	rowjson.String("Name", func(r *action.Recipe) *string { return &r.Name }),
	rowjson.String("Revision", func(r *action.Recipe) *string { return &r.Revision }),
	rowjson.String("Owner", func(r *action.Recipe) *string { return &r.Owner }),
}

var refTable = rowjson.Table[trigger.Ref]{
	rowjson.String("kind", func(r *trigger.Ref) *string { return &r.Kind }),
	rowjson.String("id", func(r *trigger.Ref) *string { return &r.ID }),
}

var ranTable = rowjson.Table[ranRow]{
	rowjson.Int("v", func(r *ranRow) *int { return &r.V }),
	rowjson.Object("recipe", func(r *ranRow) *action.Recipe { return &r.Recipe }, recipeTable),
	rowjson.OptTime("armed", func(r *ranRow) *time.Time { return &r.Armed }),
	rowjson.OptTime("heard", func(r *ranRow) *time.Time { return &r.ArmedClock }),
	rowjson.OptTime("due", func(r *ranRow) *time.Time { return &r.Due }),
	rowjson.OptStrings("unless", func(r *ranRow) *[]action.Signal { return &r.Unless }),
	rowjson.OptString("root", func(r *ranRow) *string { return &r.Root }),
	rowjson.OptString("by", func(r *ranRow) *trigger.Actor { return &r.By }),
	rowjson.OptBool("worked", func(r *ranRow) *bool { return &r.DueFromItem }),
	rowjson.Other("basis", func(r *ranRow) **basis { return &r.Basis }, isNil),
	rowjson.OptBool("from_first", func(r *ranRow) *bool { return &r.FromFirst }),
	rowjson.OptBool("put_off", func(r *ranRow) *bool { return &r.PutOff }),
	rowjson.OptBool("looked", func(r *ranRow) *bool { return &r.Looked }),
	rowjson.OptInt("beside", func(r *ranRow) *int { return &r.SameInstant }),
	rowjson.Bool("begun", func(r *ranRow) *bool { return &r.Begun }),
	rowjson.OptInt("nth", func(r *ranRow) *int { return &r.Nth }),
	rowjson.Time("ran", func(r *ranRow) *time.Time { return &r.Ran }),
}

var runsTable = rowjson.Table[runs]{
	rowjson.Int("runs", func(r *runs) *int { return &r.Runs }),
	rowjson.OptObjects("threads", func(r *runs) *[]threadRuns { return &r.Threads }, rowjson.Table[threadRuns]{
		rowjson.Strings("names", func(t *threadRuns) *[]string { return &t.Names }),
		rowjson.OptObjects("of", func(t *threadRuns) *[]recipeRuns { return &t.Of }, rowjson.Table[recipeRuns]{
			rowjson.String("recipe", func(r *recipeRuns) *string { return &r.Recipe }),
			rowjson.Int("runs", func(r *recipeRuns) *int { return &r.Runs }),
		}),
		rowjson.OptBool("told", func(t *threadRuns) *bool { return &t.Told }),
	}),
}

var lastSignalTable = rowjson.Table[lastSignal]{
	rowjson.Time("at", func(s *lastSignal) *time.Time { return &s.At }),
	rowjson.Int("times", func(s *lastSignal) *int { return &s.Times }),
}

// appendHead appends the head of the task's row.
func (t *task) appendHead(dst []byte) ([]byte, error) {
	if all, ok := taskTable.Append(dst, t); ok {
		return all, nil
	}
	data, err := json.Marshal(t)
	return append(dst, data...), err
}

// decodeTaskHead decodes the head of a task's row.
func decodeTaskHead(line []byte) (*task, error) {
	t := new(task)
	if p := rowjson.NewParser(line); taskTable.Parse(p, t) && p.AtEnd() {
		return t, t.check()
	}
	t = new(task)
	return t, decodeHead(line, t, &t.version)
}

func (r *ranRow) appendTo(dst []byte) ([]byte, bool) { return ranTable.Append(dst, r) }
func (r *ranRow) parse(p *rowjson.Parser) bool       { return parseAll(p, r, ranTable) }

func (all *runs) appendTo(dst []byte) ([]byte, bool) { return runsTable.Append(dst, all) }
func (all *runs) parse(p *rowjson.Parser) bool       { return parseAll(p, all, runsTable) }

func (s *lastSignal) appendTo(dst []byte) ([]byte, bool) { return lastSignalTable.Append(dst, s) }
func (s *lastSignal) parse(p *rowjson.Parser) bool       { return parseAll(p, s, lastSignalTable) }
