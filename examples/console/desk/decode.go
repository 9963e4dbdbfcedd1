package desk

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/commis-recipes/commis/recipe"
)

// decodeRecipe decodes a recipe strictly, as a part of the set. The error has its faults, with lines and columns in the document.
func decodeRecipe(now *snapshot, document []byte) (recipe.Recipe, error) {
	set, err := setWith(now, document)
	if err != nil {
		return recipe.Recipe{}, err
	}
	return set.Recipes[0], nil
}

// setWith returns a set that has the filters and the calendars of the latest revision, and this recipe alone.
func setWith(now *snapshot, document []byte) (recipe.Set, error) {
	if err := isObject(document); err != nil {
		return recipe.Set{}, err
	}
	around := recipe.Set{Format: recipe.Format, Availability: now.set.Availability, Filters: now.set.Filters, Calendars: now.set.Calendars}
	before, err := json.Marshal(around)
	if err != nil {
		return recipe.Set{}, err
	}
	before, _ = bytes.CutSuffix(before, []byte("null}")) // after "recipes":
	text := append(append(append(before, "[\n"...), document...), "\n]}"...)
	set, err := recipe.Decode(text)
	for _, f := range recipe.Faults(err) {
		f.Line = max(0, f.Line-1)
	}
	if err == nil && len(set.Recipes) != 1 {
		err = errors.New("write one recipe")
	}
	return set, err
}

// isObject returns a fault unless the document is one JSON object, and nothing else.
func isObject(document []byte) error {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(document, &object); err != nil {
		f := &recipe.Fault{Err: errors.New("a recipe is a JSON object: " + err.Error())}
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			f.Line, f.Column = position(document, int(syntax.Offset))
		}
		return f
	}
	if object == nil {
		return &recipe.Fault{Err: errors.New("a recipe is a JSON object, and not null"), Line: 1, Column: 1}
	}
	return nil
}

// position returns line and column of an offset, from 1.
func position(text []byte, offset int) (line, column int) {
	head := text[:min(max(0, offset-1), len(text))]
	line = 1 + bytes.Count(head, []byte("\n"))
	return line, 1 + len([]rune(string(head[bytes.LastIndexByte(head, '\n')+1:])))
}
