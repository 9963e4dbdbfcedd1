package recipetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/trigger"
)

// TestFault is one fault of a test file.
type TestFault struct {
	// Path is where it is: "tests[0].expect[1].item"; empty for the file as a whole, and for a fault of the syntax.
	Path string
	// Line and Column are where it is in the text, from 1; zero when that is not known. A member that is missing has the position of
	// the object that lacks it.
	Line, Column int
	// Msg says what is wrong.
	Msg string
}

// Error returns "line 3, column 7: tests[0].expect[1].item: ...".
func (f *TestFault) Error() string {
	text := f.Msg
	if f.Path != "" {
		text = f.Path + ": " + text
	}
	if f.Line > 0 {
		text = fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, text)
	}
	return text
}

// mostSearched is how many bytes of text are gone through to find faults, each from the beginning of the file.
const mostSearched = 64 << 20

// Tests decodes a test file and checks it for the set, see [DecodeTests] and [TestFile.Check]. The error joins all faults, each a
// [*TestFault]; one that only follows from what could not be read is left out.
func (r Runner) Tests(set recipe.Set, data []byte) (TestFile, error) {
	f, err := DecodeTests(data)
	var all fault.List
	var unread []*strictjson.Fault
	for one := range fault.Walk[*strictjson.Fault](err) {
		if one == nil {
			continue
		}
		unread = append(unread, one)
		all.Append(&TestFault{Path: one.Path, Line: one.Line, Column: one.Column, Msg: one.Msg})
	}
	empty, searched := emptyMembers(data), 0
	for _, e := range append(trigger.FieldErrors(f.Check(set, r.World, r.Kinds...)), empty...) {
		if slices.ContainsFunc(unread, func(u *strictjson.Fault) bool { return follows(e.Path, u) }) {
			continue
		}
		found := &TestFault{Path: e.Path, Msg: e.Msg}
		if searched += len(data); searched <= mostSearched {
			found.Line, found.Column = strictjson.Locate(data, e.Path)
		}
		all.Append(found)
	}
	return f, all.Err()
}

// follows reports whether a fault at the path may be one only because of what could not be read. The items and instants that
// expectations may have are those of the events, and of the span, of their test.
func follows(path string, unread *strictjson.Fault) bool {
	if unread.LeadsTo(path) {
		return true
	}
	test, member, _ := strings.Cut(unread.Path, "].")
	checked, ok := strings.CutPrefix(path, test+"].")
	expects := strings.HasSuffix(checked, ".item") || strings.HasSuffix(checked, ".at")
	return ok && !isExpected(member) && (checked == "until" || expects && isExpected(checked))
}

// isExpected reports whether the member of a test is an expectation.
func isExpected(member string) bool {
	return fault.Within(member, "expect") || fault.Within(member, "not")
}

// emptyMembers finds members of expectations that are the empty text, and so would match anything.
func emptyMembers(data []byte) (all []*trigger.FieldError) {
	var file struct {
		Tests []struct{ Expect, Not []map[string]json.RawMessage }
	}
	if json.Unmarshal(data, &file) != nil {
		return nil
	}
	for i, t := range file.Tests {
		path := fault.Index("tests", i)
		all = append(all, emptyIn(path+".expect", t.Expect)...)
		all = append(all, emptyIn(path+".not", t.Not)...)
	}
	return all
}

func emptyIn(path string, list []map[string]json.RawMessage) (all []*trigger.FieldError) {
	for i, members := range list {
		for _, member := range []string{"do", "item"} {
			if string(members[member]) == `""` {
				all = append(all, &trigger.FieldError{Path: fault.Index(path, i) + "." + member, Msg: "is empty, which matches anything; write a value, or leave it out"})
			}
		}
	}
	return all
}
