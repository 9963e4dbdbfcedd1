package jsonschema

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/helptext"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// Node is a schema, as JSON.
type Node = map[string]any

// Draft is the address of the draft.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// Builder makes schemas of types. The schema of a struct has its members, from the tags "json" and "schema", and refuses others.
//
// The tag "schema" has words that are joined by commas: "required" for a member that must be there, "text" for a text that is
// not blank, "line" for one without line breaks, "address" for an e-mail address or a list of them, "url" for one of http or
// https, "some" for a list with an element, "names" for one of lines, "distinct" for one of lines without repeats, "min=1" and
// "max=10" for a number, "oneof=a|b" for a closed list, and "words=case.status" for a closed list of the host.
type Builder struct {
	// Types are the schemas of types that have one of their own.
	Types map[reflect.Type]Node
	// Text is the schema of other texts; nil means any text.
	Text Node
	// Words returns the closed list of the host for a field, in its order.
	Words func(field string) []string
}

// Struct returns the schema of a struct.
func (b *Builder) Struct(t reflect.Type) Node {
	members := Node{}
	var required []string
	for name, index := range strictjson.Members(t) {
		f := t.FieldByIndex(index)
		owner := t
		if len(index) > 1 {
			owner = t.FieldByIndex(index[:len(index)-1]).Type
		}
		member := b.Of(f.Type)
		rules := strings.Split(f.Tag.Get("schema"), ",")
		for _, rule := range rules {
			member = b.apply(member, rule)
		}
		members[name] = Described(member, helptext.Line(owner.String()+"."+name))
		if slices.Contains(rules, "required") {
			required = append(required, name)
		}
	}
	n := Node{"type": "object", "properties": members, "additionalProperties": false}
	if slices.Sort(required); len(required) > 0 {
		n["required"] = required
	}
	return n
}

// apply adds a rule of the tag to the schema of a member.
func (b *Builder) apply(n Node, rule string) Node {
	word, value, _ := strings.Cut(rule, "=")
	switch word {
	case "text":
		return with(n, "pattern", NotBlank)
	case "line":
		return with(n, "pattern", Line)
	case "some":
		return with(n, "minItems", 1)
	case "distinct":
		return with(with(n, "uniqueItems", true), "items", Node{"type": "string", "pattern": Line})
	case "names":
		return with(n, "items", Node{"type": "string", "pattern": Line})
	case "address":
		if n["type"] == "array" {
			return with(n, "items", Node{"type": "string", "pattern": address})
		}
		return with(n, "pattern", address)
	case "url":
		return with(n, "pattern", url)
	case "min", "max":
		if limit, err := strconv.Atoi(value); err == nil {
			return with(n, word+"imum", limit)
		}
	case "oneof":
		return OneOf(strings.Split(value, "|"), func(string) string { return "" })
	case "words":
		if b.Words != nil {
			return OneOf(b.Words(value), func(string) string { return "" })
		}
	}
	return n
}

// The patterns of texts.
const (
	NoControl = `^[^\x00-\x1f\x7f-\x9f]*$`                                             // a text without control characters
	NoNUL     = `^[^\x00]*$`                                                           // a text without NUL
	NotBlank  = `[^ \t\r\n]`                                                           // a text with a character that is not space
	Line      = `^[^\x00-\x1f\x7f-\x9f]*[^ \x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$` // the same, in one line

	// Texts with a placeholder are checked when its value is known.
	address = `^[^\s@,;:<>()\[\]"\\]+@[^\s@,;:<>()\[\]"\\]+$|\{\{`
	url     = `^[hH][tT][tT][pP][sS]?://.|\{\{`
)

// Of returns the schema of a type.
func (b *Builder) Of(t reflect.Type) Node {
	if n, ok := b.Types[t]; ok {
		return with(n, "", nil)
	}
	switch {
	case t == reflect.TypeFor[json.RawMessage](), strictjson.Custom(t):
		return Node{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.Of(t.Elem())
	case reflect.Struct:
		return b.Struct(t)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 {
			return Node{"type": "string"}
		}
		return Node{"type": "array", "items": b.Of(t.Elem())}
	case reflect.Map:
		return Node{"type": "object", "additionalProperties": b.Of(t.Elem())}
	case reflect.String:
		if words := helptext.Words(t.String()); len(words) > 0 {
			return OneOf(words, func(word string) string { return helptext.Line(t.String() + "=" + word) })
		}
		if b.Text != nil {
			return with(b.Text, "type", "string")
		}
		return Node{"type": "string"}
	case reflect.Bool:
		return Node{"type": "boolean"}
	case reflect.Float32, reflect.Float64:
		return Node{"type": "number"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Node{"type": "integer"}
	}
	return Node{}
}

// OneOf returns the schema of a closed list of words, each with its line.
func OneOf(words []string, line func(word string) string) Node {
	if !slices.ContainsFunc(words, func(w string) bool { return line(w) != "" }) {
		return Node{"type": "string", "enum": words}
	}
	var all []any
	for _, w := range words {
		all = append(all, Described(Node{"const": w}, line(w)))
	}
	return Node{"type": "string", "oneOf": all}
}

// Described adds a line to a schema.
func Described(n Node, line string) Node {
	if line == "" {
		return n
	}
	return with(n, "description", line)
}

// with returns a copy of a schema with a keyword more.
func with(n Node, keyword string, value any) Node {
	copied := Node{}
	for k, v := range n {
		copied[k] = v
	}
	if keyword != "" {
		copied[keyword] = value
	}
	return copied
}

// Duration returns the schema of a length of time.
func Duration() Node { return Node{"type": "string", "pattern": `^[-+]?` + duration} }

// Positive returns the schema of a length of time that is not negative.
func Positive() Node { return Node{"type": "string", "pattern": `^[+]?` + duration} }

const duration = `(0|(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w))+)$`

// Placeholder returns the schema of a text with a placeholder, whose value is not known.
func Placeholder() Node { return Node{"type": "string", "pattern": `\{\{`} }
