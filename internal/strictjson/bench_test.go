package strictjson_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/commis-recipes/commis/internal/strictjson"
)

type rule struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Enabled bool   `json:"enabled"`
	Trigger struct {
		On     string   `json:"on"`
		Topics []string `json:"topics"`
	} `json:"trigger"`
	Filter  json.RawMessage `json:"filter"`
	Actions []struct {
		Do   string          `json:"do"`
		With json.RawMessage `json:"with"`
	} `json:"actions"`
}

// rules is a set of n rules of some 250 bytes each.
func rules(n int) []byte {
	var b strings.Builder
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":"r%d","name":"Rule %d","enabled":true,"trigger":{"on":"new_item","topics":["support","sales"]},
"filter":"'vip' in case.tags","actions":[{"do":"add_tags","with":{"tags":["a","b"],"target":"case"}},{"do":"set_status","with":{"status":"resolved"}}]}`, i, i)
	}
	b.WriteByte(']')
	return []byte(b.String())
}

func BenchmarkDecode(b *testing.B) {
	for _, n := range []int{1, 10_000} {
		doc := rules(n)
		b.Run(fmt.Sprintf("rules=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				var v []rule
				if err := strictjson.Decode(doc, &v); err != nil || len(v) != n {
					b.Fatalf("got %d rules and %v, want %d", len(v), err, n)
				}
			}
		})
	}
}

// BenchmarkDecodeAny reads 10 MB.
func BenchmarkDecodeAny(b *testing.B) {
	doc := rules(40_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		var v any
		if err := strictjson.Decode(doc, &v); err != nil || len(v.([]any)) != 40_000 {
			b.Fatal("want 40000 rules, got", err)
		}
	}
}

// BenchmarkEncodingJSON is the measure for the others.
func BenchmarkEncodingJSON(b *testing.B) {
	doc := rules(10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		var v []rule
		if err := json.Unmarshal(doc, &v); err != nil || len(v) != 10_000 {
			b.Fatal("want 10000 rules, got", err)
		}
	}
}

func BenchmarkPosition(b *testing.B) {
	doc := rules(10_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		if _, _, ok := strictjson.Position(doc, "[9999].actions[1].with.status"); !ok {
			b.Fatal("want a place")
		}
	}
}
