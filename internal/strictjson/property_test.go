package strictjson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// order is a document as callers have them.
type order struct {
	Base
	Count int                `json:"count"`
	Price float64            `json:"price,omitempty"`
	Paid  bool               `json:"paid"`
	Next  *order             `json:"next"`
	Lines []order            `json:"lines"`
	Notes map[string]string  `json:"notes"`
	Tree  map[string][]order `json:"tree"`
	Raw   json.RawMessage    `json:"raw"`
	Any   any                `json:"any"`
	Bytes []byte             `json:"bytes"`
}

// normal turns what encoding/json reads with UseNumber into what Decode promises.
func normal(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := strconv.ParseInt(string(v), 10, 64); err == nil {
			return whole(n)
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		for k, x := range v {
			v[k] = normal(x)
		}
	case []any:
		for i, x := range v {
			v[i] = normal(x)
		}
	}
	return v
}

func (o *order) normalise() {
	o.Any = normal(o.Any)
	if o.Next != nil {
		o.Next.normalise()
	}
	for i := range o.Lines {
		o.Lines[i].normalise()
	}
	for _, list := range o.Tree {
		for i := range list {
			list[i].normalise()
		}
	}
}

// read is the independent reading.
func read(t require.TestingT, doc string, v any) {
	dec := json.NewDecoder(strings.NewReader(doc))
	dec.UseNumber()
	require.NoError(t, dec.Decode(v), doc)
}

func agreeOnAny(t *rapid.T) {
	w := &writer{t: t}
	w.space()
	w.value(5)
	w.space()
	var ours, theirs any
	require.NoError(t, strictjson.Decode([]byte(w.b.String()), &ours), w.b.String())
	read(t, w.b.String(), &theirs)
	require.Equal(t, normal(theirs), ours, w.b.String())
}

func agreeOnStructs(t *rapid.T) {
	w := &writer{t: t}
	w.order(4)
	var ours, theirs order
	require.NoError(t, strictjson.Decode([]byte(w.b.String()), &ours), w.b.String())
	read(t, w.b.String(), &theirs)
	theirs.normalise()
	require.Equal(t, theirs, ours, w.b.String())
}

func TestAgreesWithEncodingJSON(t *testing.T) {
	t.Parallel()
	t.Run("any", rapid.MakeCheck(agreeOnAny))
	t.Run("structs", rapid.MakeCheck(agreeOnStructs))
}

// Every cut and every changed byte of a document is refused exactly when
// encoding/json refuses it, or for one of our own reasons.
func TestRefusesWhatEncodingJSONRefuses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &writer{t: t}
		w.value(4)
		doc := []byte(w.b.String())
		at := rapid.IntRange(0, len(doc)-1).Draw(t, "at")
		switch w.pick(3) {
		case 0:
			doc = doc[:at]
		case 1:
			doc[at] = rapid.SampledFrom([]byte("{}[],:\"\\u0e-.tn \n\x00\xff")).Draw(t, "byte")
		case 2:
			doc = append(doc[:at:at], doc[at+1:]...)
		}
		compare(t, doc)
	})
}

// quote writes a string in JSON.
func quote(t require.TestingT, s string) []byte {
	var b bytes.Buffer
	require.NoError(t, json.NewEncoder(&b).Encode(s))
	return bytes.TrimSpace(b.Bytes())
}

// A name with one slip is suggested.
func TestSuggestion(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := []byte("threshold")
		at := rapid.IntRange(0, len(name)-2).Draw(t, "at")
		switch rapid.IntRange(0, 3).Draw(t, "slip") {
		case 0:
			name = append(name[:at:at], name[at+1:]...)
		case 1:
			name = append(name[:at:at], append([]byte{'z'}, name[at:]...)...)
		case 2:
			name[at] = 'z'
		case 3:
			name[at], name[at+1] = name[at+1], name[at]
		}
		if string(name) == "threshold" {
			return
		}
		var v struct {
			Short     int `json:"hold"`
			Threshold int `json:"threshold"`
		}
		require.ErrorContains(t, strictjson.Decode(fmt.Appendf(nil, `{%q:1}`, name), &v), `did you mean "threshold"?`)
	})
}
