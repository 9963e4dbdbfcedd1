package filter

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// Filter selects the events for a recipe, as data that an administrator edits. At most one of its fields is set. The
// zero value matches every event. A [Compiler] makes it runnable.
type Filter struct {
	Text  string // an expression: mention.type != "sent" and word(mention.content, "falla")
	Saved string // the name of a filter in Compiler.Saved
	Tree  *Cond  // a tree of conditions
}

// IsZero reports whether the filter is the zero value, which matches every event and is omitted from JSON.
func (f Filter) IsZero() bool { return f.Text == "" && f.Saved == "" && f.Tree == nil }

// String returns the expression that the filter runs as: its text, or its tree as text. It returns a saved filter's
// name, and "true" for the zero value.
func (f Filter) String() string {
	switch {
	case f.Tree != nil:
		return f.Tree.Text()
	case f.Saved != "":
		return "saved filter " + strconv.Quote(f.Saved)
	case f.Text != "":
		return f.Text
	}
	return "true"
}

// MarshalJSON encodes the filter as a string, {"saved":"name"} or a condition tree, and the zero value as null. Equal
// filters give equal bytes. A filter with more than one field set is an error.
func (f Filter) MarshalJSON() ([]byte, error) {
	if err := f.checkSingle(); err != nil {
		return nil, err
	}
	var v any
	switch {
	case f.Tree != nil:
		v = f.Tree
	case f.Saved != "":
		v = map[string]string{"saved": f.Saved}
	case f.Text != "":
		v = f.Text
	}
	return json.Marshal(v)
}

// checkSingle checks that at most one field is set.
func (f Filter) checkSingle() error {
	n := 0
	for _, set := range []bool{f.Text != "", f.Saved != "", f.Tree != nil} {
		if set {
			n++
		}
	}
	if n > 1 {
		return errors.New("a filter is a text, a saved filter or a tree, not several of them")
	}
	return nil
}

// UnmarshalJSON decodes the forms that MarshalJSON writes. It is strict: an unknown member, an empty text or name and a
// malformed tree are faults. The error is or wraps strictjson.Faults with paths relative to the filter. Whether fields
// and operators exist is checked by [Compiler.Compile].
func (f *Filter) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	*f = Filter{}
	switch {
	case len(data) == 0 || string(data) == "null":
		return nil
	case data[0] == '"':
		return f.decodeText(data)
	case data[0] == '{':
		return f.decodeObject(data)
	}
	return strictjson.Faults{{Msg: `want an expression as text, {"saved": name} or a condition`}}
}

func (f *Filter) decodeText(data []byte) error {
	if err := strictjson.Decode(data, &f.Text); err != nil {
		return err
	}
	if f.Text == "" {
		return strictjson.Faults{{Msg: "is empty; leave the filter out to match everything"}}
	}
	return nil
}

func (f *Filter) decodeObject(data []byte) error {
	var doc struct {
		Saved *string `json:"saved"`
		Cond
	}
	err := strictjson.Decode(data, &doc)
	if err != nil {
		return withGroupHints(err)
	}
	if doc.Saved == nil {
		f.Tree = &doc.Cond
		var fs faults
		doc.checkShape(&fs, "", 1)
		return fs.json()
	}
	f.Saved = *doc.Saved
	switch {
	case !doc.isZero():
		return strictjson.Faults{{Path: "saved", Msg: "is given beside a condition; keep one of the two"}}
	case f.Saved == "":
		return strictjson.Faults{{Path: "saved", Msg: "is empty, want the name of a saved filter"}}
	}
	return nil
}
