package filter_test

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The naive evaluator walks a tree and reads the event by hand, without expressions. It shares nothing with the
// package but the types.

var errNaive = errors.New("cannot be read")

func naive(c filter.Cond, ev trigger.Event) (bool, error) {
	switch {
	case c.All != nil:
		for _, s := range c.All {
			if ok, err := naive(s, ev); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	case c.Any != nil:
		for _, s := range c.Any {
			if ok, err := naive(s, ev); err != nil || ok {
				return ok, err
			}
		}
		return false, nil
	case c.Not != nil:
		ok, err := naive(*c.Not, ev)
		return !ok, err
	}
	switch c.Op {
	case "is_not", "contains_none", "not_exists":
		positive := c
		positive.Op = map[string]string{"is_not": "is", "contains_none": "contains_any", "not_exists": "exists"}[c.Op]
		ok, err := naive(positive, ev)
		return !ok, err
	}
	switch c.Op {
	case "changed", "changed_from", "changed_to":
		return naiveChange(c, ev)
	case "older_than", "newer_than":
		return naiveAge(c, ev)
	case "gt", "gte", "lt", "lte", "between":
		if c.Field == "case.priority" {
			return naiveRank(naiveField(c.Field, ev), c.Op, c.Values), nil
		}
	}
	v := naiveField(c.Field, ev)
	if s, ok := v.(string); ok && c.Field == "mention.content" && ev.Mention.HTML && (naivePlain[c.Op] != nil || strings.HasPrefix(c.Op, "contains")) {
		v = naiveTags.ReplaceAllString(s, "")
	}
	return naiveTest(v, c.Op, c.Values)
}

// naiveField is the value of a field, nil when it is missing.
func naiveField(path string, ev trigger.Event) any {
	var m trigger.Mention
	var k trigger.Case
	var fields map[string]any
	if ev.Mention != nil {
		m = *ev.Mention
	}
	if ev.Case != nil {
		k = *ev.Case
	}
	if ev.Record != nil {
		fields = ev.Record.Fields
	}
	var v any
	switch path {
	case "mention.type":
		v = m.Type
	case "mention.content":
		v = m.Content
	case "mention.tags":
		v = m.Tags
	case "mention.private":
		if ev.Mention != nil {
			return m.Private
		}
	case "mention.author.followers":
		if m.Author.Followers != nil {
			return *m.Author.Followers
		}
	case "mention.arrived":
		v = m.Arrived
	case "mention.contact.fields.tier":
		v = m.Contact.Fields["tier"]
	case "case.status":
		v = string(k.Status)
	case "case.priority":
		v = k.Priority
	case "case.tags":
		v = k.Tags
	case "event.at":
		v = ev.At
	case "record.a":
		v = fields["a"]
	case `record["b c"].d`:
		if within, ok := fields["b c"].(map[string]any); ok {
			v = within["d"]
		}
	default:
		panic(path)
	}
	switch x := v.(type) {
	case string:
		if x == "" {
			return nil
		}
	case time.Time:
		if x.IsZero() {
			return nil
		}
	case nil:
		return nil
	}
	if r := reflect.ValueOf(v); (r.Kind() == reflect.Slice || r.Kind() == reflect.Map) && r.Len() == 0 {
		return nil
	}
	return v
}

func naiveTest(v any, op string, values []any) (bool, error) {
	if v == nil {
		return false, nil
	}
	switch op {
	case "exists":
		return true, nil
	case "is":
		return naiveIs(v, values)
	case "has_all":
		for _, x := range values {
			if ok, err := naiveIs(v, []any{x}); err != nil || !ok {
				return false, err
			}
		}
		return true, nil
	case "gt", "gte", "lt", "lte", "between":
		return naiveOrder(v, op, values)
	}
	if naivePlain[op] != nil {
		return naivePlainTest(v, op, values)
	}
	s, ok := v.(string)
	if !ok {
		return false, errNaive
	}
	found := func(x any) bool {
		switch op {
		case "matches":
			return regexp.MustCompile(x.(string)).MatchString(s)
		}
		return naiveWords(s, x.(string))
	}
	if op == "contains_all" {
		return !slices.ContainsFunc(values, func(x any) bool { return !found(x) }), nil
	}
	return slices.ContainsFunc(values, found), nil
}

func naiveIs(v any, values []any) (bool, error) {
	switch list := v.(type) {
	case []string:
		return slices.ContainsFunc(list, func(s string) bool { return slices.Contains(values, any(s)) }), nil
	case []any:
		for _, e := range list {
			if e == nil {
				continue
			}
			if ok, err := naiveIs(e, values); err == nil && ok {
				return true, nil
			}
		}
		return false, nil
	case map[string]any:
		return false, nil
	}
	texts, tried, read := false, false, false
	for _, want := range values {
		if s, ok := want.(string); ok {
			texts = true
			if t, isTime := v.(time.Time); isTime {
				if u, err := naiveTime(s); err == nil && u.Equal(t) {
					return true, nil
				}
			} else if v == any(s) || naiveSays(s, v) {
				return true, nil
			}
			continue
		}
		got := v
		if s, ok := v.(string); ok {
			if _, number := want.(bool); !number {
				f, err := strconv.ParseFloat(s, 64)
				tried, read = true, read || err == nil
				if err != nil {
					continue
				}
				got = f
			} else {
				b, err := strconv.ParseBool(s)
				tried, read = true, read || err == nil
				if err != nil {
					continue
				}
				got = b
			}
		}
		if t, ok := v.(time.Time); ok {
			got = int(t.Unix())
		}
		if fmt.Sprint(got) == fmt.Sprint(want) && (reflect.TypeOf(got).Kind() == reflect.Bool) == (reflect.TypeOf(want).Kind() == reflect.Bool) {
			return true, nil
		}
	}
	if tried && !read && !texts {
		return false, errNaive
	}
	return false, nil
}

// naiveSays reports whether a text says the number, or true or false.
func naiveSays(s string, v any) bool {
	if b, ok := v.(bool); ok {
		return s == strconv.FormatBool(b)
	}
	f, err := strconv.ParseFloat(s, 64)
	if n, ok := v.(int); ok {
		return err == nil && f == float64(n)
	}
	return err == nil && v == any(f)
}

func naiveTime(v any) (time.Time, error) {
	switch x := v.(type) {
	case time.Time:
		return x, nil
	case string:
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z0700", time.DateOnly} {
			if t, err := time.Parse(layout, x); err == nil {
				return t, nil
			}
		}
	case bool, []any, map[string]any:
		return time.Time{}, errNaive
	}
	f, err := strconv.ParseFloat(fmt.Sprint(v), 64)
	if f > 1e11 {
		return time.UnixMilli(int64(f)), err
	}
	return time.Unix(int64(f), 0), err
}

func naiveOrder(v any, op string, values []any) (bool, error) {
	var cmp []int
	for _, want := range values {
		_, byTime := v.(time.Time)
		if s, ok := want.(string); ok && strings.Contains(s, "-") {
			byTime = true
			if op == "between" && len(cmp) == 1 && !strings.Contains(s, "T") {
				want = s + "T23:59:59.999999999Z"
			}
		}
		if byTime {
			a, err := naiveTime(v)
			b, err2 := naiveTime(want)
			if err != nil || err2 != nil {
				return false, errNaive
			}
			cmp = append(cmp, a.Compare(b))
			continue
		}
		switch v.(type) {
		case bool, []any, map[string]any:
			return false, errNaive
		}
		a, err := strconv.ParseFloat(fmt.Sprint(v), 64)
		if err != nil {
			return false, errNaive
		}
		b, _ := strconv.ParseFloat(fmt.Sprint(want), 64)
		switch {
		case a < b:
			cmp = append(cmp, -1)
		case a > b:
			cmp = append(cmp, 1)
		default:
			cmp = append(cmp, 0)
		}
	}
	switch op {
	case "gt":
		return cmp[0] > 0, nil
	case "gte":
		return cmp[0] >= 0, nil
	case "lt":
		return cmp[0] < 0, nil
	case "lte":
		return cmp[0] <= 0, nil
	}
	return cmp[0] >= 0 && cmp[1] <= 0, nil
}

// Generators of trees that compile and of events that they differ on.

var (
	fieldsOf = map[string][]string{
		"text": {"mention.type", "mention.content", "case.status"}, "word": {"case.priority"}, "list": {"mention.tags", "case.tags"}, "truth": {"mention.private"},
		"number": {"mention.author.followers"}, "time": {"mention.arrived", "event.at"}, "open": {"record.a", `record["b c"].d`, "mention.contact.fields.tier"},
	}
	opsOf = map[string][]string{
		"text": {"is", "is_not", "contains_any", "contains_all", "contains_none", "contains_text", "starts_with", "ends_with", "is_text", "matches", "exists", "not_exists", "changed", "changed_from", "changed_to"},
		"word": {"is", "is_not", "gt", "gte", "lt", "lte", "between", "is_text", "starts_with", "exists", "not_exists", "changed_from", "changed_to"},
		"list": {"is", "is_not", "has_all", "exists", "not_exists", "contains_text", "starts_with", "ends_with", "is_text", "changed", "changed_from", "changed_to"}, "truth": {"is", "is_not", "exists", "not_exists"},
		"number": {"is", "is_not", "gt", "gte", "lt", "lte", "between", "exists"}, "time": {"is", "is_not", "gt", "gte", "lt", "lte", "between", "not_exists", "older_than", "newer_than"},
		"open": {"is", "is_not", "contains_any", "contains_all", "contains_none", "contains_text", "matches", "has_all", "gt", "gte", "lt", "lte", "between", "exists", "not_exists", "starts_with", "ends_with", "is_text", "changed", "changed_from", "changed_to", "older_than", "newer_than"},
	}
)

// Each test has generators of its own: rapid changes them while they draw.

func anyText() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"sent", "inbox", "vip", "falla", "La FALLA hoy", "ΜΙΑ ΩΡΑ всё", "환불을ㅠㅠ น\u0e4d\u0e49\u0e32", "ខ្លា مُشكلة", "4", "-1.5", "true", "pending", "error de servidor", "2026-01-05T12:00:00Z",
		" Error  de\tservidor ", "2026-01-04 00:00:00+0000", "VIP"})
}

func anyPriority() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"low", "medium", "high", "critical", "urgent"})
}

func anyNumber() *rapid.Generator[any] {
	return rapid.SampledFrom([]any{4, -1.5, 0, 1767614400, 3, whole(1767614400000)})
}

func anyTime() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"2026-01-05T12:00:00Z", "2026-01-05T14:00:00+02:00", "2026-01-04T00:00:00Z"})
}

func drawCond(t *rapid.T, depth int) filter.Cond {
	kind := 0
	if depth > 0 {
		kind = rapid.IntRange(0, 3).Draw(t, "shape")
	}
	switch kind {
	case 1, 2:
		var list []filter.Cond
		for range rapid.IntRange(1, 3).Draw(t, "members") {
			list = append(list, drawCond(t, depth-1))
		}
		if kind == 1 {
			return filter.Cond{All: list}
		}
		return filter.Cond{Any: list}
	case 3:
		return filter.Cond{Not: ptr(drawCond(t, depth-1))}
	}
	of := rapid.SampledFrom([]string{"text", "word", "list", "truth", "number", "time", "open"}).Draw(t, "kind")
	c := filter.Cond{Field: rapid.SampledFrom(fieldsOf[of]).Draw(t, "field"), Op: rapid.SampledFrom(opsOf[of]).Draw(t, "op")}
	c.Values = drawValues(t, of, c.Op)
	return c
}

func drawValues(t *rapid.T, of, op string) []any {
	n := 1
	switch op {
	case "exists", "not_exists", "changed":
		return nil
	case "older_than", "newer_than":
		return []any{rapid.SampledFrom([]string{"0s", "36h", "1d", "2d", "1w"}).Draw(t, "duration")}
	case "between":
		if of == "word" {
			return rapid.SampledFrom([][]any{{"low", "high"}, {"medium", "medium"}, {"high", "critical"}, {"urgent", "low"}}).Draw(t, "ends")
		}
		if of == "time" || of == "open" && rapid.Bool().Draw(t, "times") {
			return []any{"2026-01-04T00:00:00Z", rapid.SampledFrom([]any{"2026-01-05T12:00:00Z", "2026-01-04", "2026-01-05"}).Draw(t, "end")}
		}
		return []any{-1.5, 4}
	case "is", "is_not", "has_all", "contains_any", "contains_all", "contains_none", "contains_text", "starts_with", "ends_with", "is_text", "changed_from", "changed_to":
		n = rapid.IntRange(1, 3).Draw(t, "values")
	}
	var values []any
	for range n {
		values = append(values, drawValue(t, of, op))
	}
	return values
}

func drawValue(t *rapid.T, of, op string) any {
	switch {
	case op == "matches":
		return rapid.SampledFrom([]string{"fal+a", "^[a-z]+$", "(?i)falla", "4"}).Draw(t, "pattern")
	case op == "starts_with" || op == "ends_with" || op == "is_text" || op == "contains_text":
		return rapid.SampledFrom([]string{"la", "fal", "LLA ", "hoy", "error  de servidor", "VIP", "v", "p", " error", "de servidor ", "servidor", "-1.5"}).Draw(t, "part")
	case strings.HasPrefix(op, "contains"):
		return rapid.SampledFrom([]string{"falla", "fall", "fall*", "La", "error de servidor", "hoy", "ERROR", "ώρα", "все", "환불", "น้ำ", "លា", "مشكلة"}).Draw(t, "term")
	case of == "word":
		return anyPriority().Draw(t, "priority")
	case of == "number":
		return anyNumber().Draw(t, "number")
	case of == "truth":
		return rapid.Bool().Draw(t, "truth")
	case of == "time":
		return anyTime().Draw(t, "time")
	case of == "open" && slices.Contains([]string{"gt", "gte", "lt", "lte"}, op):
		if rapid.Bool().Draw(t, "time") {
			return anyTime().Draw(t, "time")
		}
		return anyNumber().Draw(t, "number")
	case of == "open":
		switch rapid.IntRange(0, 2).Draw(t, "type") {
		case 0:
			return anyNumber().Draw(t, "number")
		case 1:
			return rapid.Bool().Draw(t, "truth")
		}
	}
	return anyText().Draw(t, "text")
}

func drawOpen(t *rapid.T) any {
	switch rapid.IntRange(0, 6).Draw(t, "type") {
	case 0:
		return nil
	case 1:
		return anyNumber().Draw(t, "number")
	case 2:
		return rapid.Bool().Draw(t, "truth")
	case 3:
		return []any{anyText().Draw(t, "element"), anyNumber().Draw(t, "element"), nil}
	case 4:
		return ""
	case 5:
		return map[string]any{"x": 1}
	}
	return anyText().Draw(t, "text")
}

func drawEvent(t *rapid.T) trigger.Event {
	ev := trigger.Event{ID: "e", At: noon}
	some := func(name string) bool { return rapid.IntRange(0, 3).Draw(t, name) > 0 }
	if some("mention") {
		m := &trigger.Mention{ID: "m", Private: rapid.Bool().Draw(t, "private"), Tags: rapid.SliceOfN(anyText(), 0, 2).Draw(t, "tags")}
		if some("type") {
			m.Type, m.Content = anyText().Draw(t, "type"), anyText().Draw(t, "content")
			if m.HTML = rapid.Bool().Draw(t, "html"); m.HTML {
				m.Content = rapid.SampledFrom([]string{"falla", "fal<b>la</b> hoy", "<i title='hoy'>La app</i>", "<b></b>", "<b>VIP</b>"}).Draw(t, "markup")
			}
		}
		if some("followers") {
			m.Author.Followers = ptr(rapid.SampledFrom([]int{0, 3, 4, 1767614400}).Draw(t, "followers"))
		}
		if some("arrived") {
			m.Arrived, _ = time.Parse(time.RFC3339, anyTime().Draw(t, "arrived"))
		}
		if some("tier") {
			m.Contact.Fields = map[string]any{"tier": drawOpen(t)}
		}
		ev.Mention = m
	}
	if some("changes") {
		ev.Changes = map[string]trigger.Change{}
		for _, path := range []string{"mention.type", "case.tags", "case.priority", "record.a", "record.b c.d"} {
			if rapid.Bool().Draw(t, path) {
				ev.Changes[path] = trigger.Change{From: drawOpen(t)}
			}
		}
		if rapid.Bool().Draw(t, "fields") {
			ev.Changes["mention.contact.fields"] = trigger.Change{From: map[string]any{"tier": drawOpen(t)}, To: map[string]any{"tier": drawOpen(t)}}
		}
	}
	if some("case") {
		ev.Case = &trigger.Case{ID: "c", Tags: rapid.SliceOfN(anyText(), 0, 2).Draw(t, "case tags")}
		if some("status") {
			ev.Case.Priority = anyPriority().Draw(t, "priority")
			ev.Case.Status = rapid.SampledFrom(trigger.Statuses()).Draw(t, "status")
		}
	}
	if some("record") {
		ev.Record = &trigger.Record{ID: "r", Fields: map[string]any{"a": drawOpen(t)}}
		if some("b c") {
			ev.Record.Fields["b c"] = map[string]any{"d": drawOpen(t)}
		}
	}
	return ev
}

// A tree, its text and the naive evaluator agree on every event.
func TestTreeAgainstNaive(t *testing.T) {
	t.Parallel()
	var c filter.Compiler
	v := filter.NewView(trigger.Event{})
	rapid.Check(t, func(t *rapid.T) {
		cond := drawCond(t, 3)
		p, err := c.Compile(tree(cond))
		require.NoError(t, err)
		asText, err := c.Compile(text(cond.Text()))
		require.NoError(t, err, cond.Text())
		for range 4 {
			ev := drawEvent(t)
			v.Reset(ev)
			want, wantErr := naive(cond, ev)
			got, err := p.Match(v)
			require.Equal(t, wantErr == nil, err == nil, "%s: want error %v, got %v", cond.Text(), wantErr, err)
			require.Equal(t, want && wantErr == nil, got, "%s", cond.Text())
			same, sameErr := asText.Match(v)
			require.Equal(t, got, same)
			require.Equal(t, err, sameErr)
			checkExplained(t, p, v, got)
		}
	})
}

// checkExplained looks whether an explanation fits the answer.
func checkExplained(t require.TestingT, p *filter.Program, v *filter.View, matched bool) {
	tests := p.Explain(v)
	require.Equal(t, matched, tests == nil, "%s: %v", p, tests)
	var c filter.Compiler
	for _, e := range tests {
		q, err := c.Compile(text(e.Text))
		require.NoError(t, err, "the test %s of %s", e.Text, p)
		ok, err := q.Match(v)
		require.False(t, ok, "%s is true and yet explains why %s is not", e.Text, p)
		require.Equal(t, e.Err != nil, err != nil, "%s", e.Text)
	}
}
