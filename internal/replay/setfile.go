package replay

import (
	"errors"
	"io"

	"github.com/commis-recipes/commis/examples/replay/sample"
	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe"
)

// readSet reads the set of recipes and returns all of its faults: those of the text, and those of the
// engine.
func (o options) readSet(r *replay, stdin io.Reader) (recipe.Set, []commandline.Fault) {
	file, data := "sample/set.json", sample.Set
	if o.set != "" {
		var err error
		file = o.set
		if data, err = commandline.ReadFile(file, stdin); err != nil {
			return recipe.Set{}, []commandline.Fault{commandline.Unreadable(file, err)}
		}
	}
	set, err := recipe.Decode(data)
	r.Sources(set)
	var faults []commandline.Fault
	for _, f := range recipe.Faults(errors.Join(err, r.Engine.Check(set))) {
		faults = append(faults, commandline.Fault{File: file, Line: f.Line, Path: f.Document, Msg: commandline.Message(f.Err)})
	}
	return set, faults
}
