// Package helptext has the manual's lines for editors: what a member of a document, a word of a closed list, a trigger, a kind of
// action or a field of an event is. They are made from the comments of the code, by "go run ./internal/manual".
//
// A member is named by its type and name, "recipe.Recipe.stop"; a word by its type and the word, "action.Pick=one"; the others
// "on=case_mention", "do=notify" and "field=case.status".
package helptext

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed lines.txt
var text string

// lines has the lines by name, and the words of each type, in the order of the code.
var lines = sync.OnceValue(func() (all struct {
	byName map[string]string
	words  map[string][]string
}) {
	all.byName, all.words = map[string]string{}, map[string][]string{}
	for line := range strings.Lines(text) {
		name, doc, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		all.byName[name] = doc
		if typ, word, ok := strings.Cut(name, "="); ok {
			all.words[typ] = append(all.words[typ], word)
		}
	}
	return all
})

// Line returns the line for a name, as plain text; "" for an unknown one.
func Line(name string) string { return strings.ReplaceAll(lines().byName[name], "`", "") }

// Words returns the words of a type of the library, "action.Pick", in the order of the code; nil for any other type.
func Words(typ string) []string { return lines().words[typ] }
