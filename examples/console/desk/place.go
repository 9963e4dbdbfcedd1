package desk

import (
	"errors"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/internal/strictjson"
	"github.com/commis-recipes/commis/recipe"
)

// The limits of faults in an answer.
const (
	faultsMost   = 500
	longestPlace = 1000 // characters of each text of one
)

// place is a fault or a warning at its place.
type place struct {
	Recipe string `json:"recipe,omitempty"`
	Path   string `json:"path"` // in the recipe, or in the set where there is no recipe
	// Document is where it is in the body of the request: "recipe.actions[0].do". It is empty for a fault elsewhere.
	Document string `json:"document,omitempty"`
	Message  string `json:"message"`
	Line     int    `json:"line,omitempty"` // in the document that was sent as a text, or of "POST filter" in the expression
	Column   int    `json:"column,omitempty"`
	// TextLine and TextColumn are where it is in the expression or the text at the path.
	TextLine   int    `json:"text_line,omitempty"`
	TextColumn int    `json:"text_column,omitempty"`
	Rule       string `json:"rule,omitempty"` // of a warning
}

// places returns the faults in an error. Their documents are those of the set.
func places(err error) []place {
	all := []place{}
	for _, f := range recipe.Faults(err) {
		one := place{Recipe: f.Recipe, Path: f.Path, Document: f.Document, Message: f.Err.Error(), Line: f.Line, Column: f.Column}
		var inText *filter.Error
		if errors.As(f.Err, &inText) && inText.Line > 0 {
			one.Message, one.TextLine, one.TextColumn = inText.Msg, inText.Line, inText.Column
		}
		for _, text := range []*string{&one.Recipe, &one.Path, &one.Document, &one.Message} {
			*text = short(*text, longestPlace)
		}
		all = append(all, one)
	}
	if len(all) == 0 && err != nil {
		all = append(all, place{Message: err.Error()})
	}
	return all
}

// inBody returns the faults of decoding a body, with their lines in it.
func inBody(err error) []place {
	var all []place
	for f := range fault.Walk[*strictjson.Fault](err) {
		if f == nil || len(all) == faultsMost {
			continue
		}
		one := place{Path: short(f.Path, longestPlace), Document: short(f.Path, longestPlace), Message: short(f.Msg, longestPlace), Line: f.Line, Column: f.Column}
		if in, ok := strings.CutPrefix(one.Path, theRecipe.member+"."); ok {
			one.Path = in
		}
		all = append(all, one)
	}
	return all
}

// origin says where a part of a set comes from. The zero origin is that of a set of which the request sent no part.
type origin struct {
	member string // of the body: recipe or set
	part   string // of the set, which was sent as this member; empty for all of it
}

// The origins of a set with a recipe that was sent alone, and of one that was sent whole.
var (
	theRecipe = origin{"recipe", "recipes[0]"}
	theSet    = origin{"set", ""}
)

// places returns the faults of the set with their places in the body. It has no lines, since the text that was checked is not the
// one that was sent.
func (o origin) places(err error) []place {
	all := places(err)
	for i := range all {
		p := &all[i]
		if p.Line, p.Column = 0, 0; o.member == "" || !fault.Within(p.Document, o.part) {
			p.Document = ""
			continue
		}
		p.Document = fault.Join(o.member, strings.TrimPrefix(strings.TrimPrefix(p.Document, o.part), "."))
		if o.part != "" && p.Recipe == o.part { // it has no ID
			p.Recipe = ""
		}
	}
	return all
}
