package desk

import (
	"bytes"
	"encoding/json"
	"errors"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe"
)

// decodeRecipe decodes a recipe strictly, as a part of the set. Without a recipe it returns all that is wrong with the document.
func (d *Desk) decodeRecipe(now *snapshot, document []byte) (recipe.Recipe, []place) {
	set, err := setWith(now, document)
	if err == nil {
		return set.Recipes[0], nil
	}
	if len(set.Recipes) == 1 {
		err = d.Engine.Check(set) // it returns the faults of decoding, too
	}
	return recipe.Recipe{}, theRecipe.places(err)
}

// linesBefore is the number of lines before the recipe in the text of setWith.
const linesBefore = 1

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
	if err == nil && len(set.Recipes) != 1 {
		err = errors.New("write one recipe")
	}
	return set, err
}

// isObject returns a fault unless the document is one JSON object, and nothing else. Faults in the object are for others.
func isObject(document []byte) error {
	var object map[string]json.RawMessage
	err := strictjson.Decode(document, &object)
	if object != nil {
		return nil
	}
	for f := range fault.Walk[*strictjson.Fault](err) {
		if f != nil {
			return &recipe.Fault{Err: errors.New("a recipe is a JSON object: " + f.Msg), Line: f.Line, Column: f.Column}
		}
	}
	return &recipe.Fault{Err: errors.New("a recipe is a JSON object, and not null"), Line: 1, Column: 1}
}
