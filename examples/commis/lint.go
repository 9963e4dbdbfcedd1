package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/commis-recipes/commis/internal/commandline"
	"github.com/commis-recipes/commis/recipe/foresight"
)

// lint prints the likely mistakes in a set.
func lint(a *call) int {
	set, ok := a.set(a.args[0], a.host.Check)
	if !ok {
		return exitFaults
	}
	progress := commandline.NewProgress(a.stderr, os.Stdout, len(set.Recipes))
	a.host.Step = progress.Step
	findings, err := a.host.Lint(set)
	progress.End()
	if err != nil {
		fmt.Fprintln(a.stderr, err)
		return exitFaults
	}
	counts := make(map[foresight.Severity]int)
	for i := range findings {
		f := &findings[i]
		counts[f.Severity]++
		if a.json {
			a.document(f)
			continue
		}
		a.say("%-7s %-20s %s", f.Severity, f.Rule, f.Path)
		if len(f.Recipes) > 0 {
			a.say("    %s: %s", strings.Join(f.Recipes, ", "), f.Message)
		} else {
			a.say("    %s", f.Message)
		}
		a.event("event:", f.Witness)
		if f.Tried > 0 {
			a.say("    %d different events were looked at", f.Tried)
		}
	}
	if !a.json {
		a.bars([]bar{{"error", counts[foresight.Error]}, {"warning", counts[foresight.Warning]}, {"info", counts[foresight.Info]}})
	}
	if len(findings) > 0 {
		return exitFound
	}
	return exitOK
}
