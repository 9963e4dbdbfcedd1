package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/commis-recipes/commis/recipe"
)

// sampleSets ends the manual with the recipes of the examples, if they exist.
func (w *writer) sampleSets(root string) {
	files, err := filepath.Glob(filepath.Join(root, "examples", "replay", "desk", "*", "set.json"))
	if err != nil {
		w.fault("%w", err)
	}
	if len(files) == 0 {
		return
	}
	w.write(aboutDesk)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			w.fault("%w", err)
			continue
		}
		set, err := recipe.Decode(data)
		if err != nil {
			w.fault("%s: %w", name, err)
			continue
		}
		if err := check(set); err != nil {
			w.fault("%s: %w", name, err)
		}
		var names []string
		for _, r := range set.Recipes {
			names = append(names, r.Name)
		}
		folder := filepath.Base(filepath.Dir(name))
		fmt.Fprintf(w, "### %s\n\n%s ([examples/replay/desk/%s](../examples/replay/desk/%s)):\n\n```json\n%s\n```\n\n",
			folder, strings.Join(names, "; "), folder, folder, strings.TrimSpace(string(data)))
	}
}
