package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
	"github.com/commis-recipes/commis/schedule"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook"
)

// limit is a constant and its value.
type limit struct {
	name  string // "action.MaxTimes"
	value any    // nil for an unexported one, which is read from the source
}

// limits are the numbers of the library that concern administrators, in the order of the manual.
var limits = []limit{
	{"filter.MaxText", filter.MaxText},
	{"filter.maxNodes", nil},
	{"filter.maxDepth", nil},
	{"filter.many", nil},
	{"filter.maxPattern", nil},
	{"action.MaxTimes", action.MaxTimes},
	{"trigger.MinEvery", trigger.MinEvery},
	{"trigger.MaxEvery", trigger.MaxEvery},
	{"trigger.MaxGoneAfter", trigger.MaxGoneAfter},
	{"recipe.MaxAfter", recipe.MaxAfter},
	{"action.MaxLimit", action.MaxLimit},
	{"action.UsualTimes", action.UsualTimes},
	{"action.MaxDigest", action.MaxDigest},
	{"action.MaxOutput", action.MaxOutput},
	{"recipe.MaxAttempts", recipe.MaxAttempts},
	{"recipe.tooLate", nil},
	{"recipe.mostRuns", nil},
	{"trigger.MaxDepth", trigger.MaxDepth},
	{"trigger.MaxID", trigger.MaxID},
	{"recipe.MaxDocument", recipe.MaxDocument},
	{"recipe.MaxRecords", recipe.MaxRecords},
	{"recipe.MaxRecord", recipe.MaxRecord},
	{"archive.MaxSize", archive.MaxSize},
	{"archive.MaxFiles", archive.MaxFiles},
	{"webhook.MaxBody", webhook.MaxBody},
}

// programLimits are numbers that concern only programs.
var programLimits = map[string]bool{"recipe.MaxCursor": true, "inbound.MaxNotifications": true}

// numbers are the limits as text, by name.
var numbers = func() map[string]string {
	all := map[string]string{}
	for _, l := range limits {
		if l.value != nil {
			all[l.name] = number(l.value)
		}
	}
	return all
}()

// number formats a limit: 10,000 or 10m.
func number(v any) string {
	if d, ok := v.(schedule.Duration); ok && d.Std()%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d.Std()/(24*time.Hour))
	}
	n, ok := v.(int)
	if !ok {
		return fmt.Sprint(v)
	}
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (w *writer) numbers() {
	w.write(aboutNumbers)
	var rows []row
	for _, l := range limits {
		pkg, name, _ := strings.Cut(l.name, ".")
		value := cmp.Or(numbers[l.name], w.code[pkg].literals[name])
		if value == "" {
			w.fault("number %s: not in the code", l.name)
		}
		line := w.prose(pkg, nil).line(strings.TrimPrefix(w.code[pkg].numbers[name], name+" is "))
		rows = append(rows, row{value, line, examples["number"][l.name]})
	}
	w.table("number", "number", rows)
	for _, pkg := range packages {
		for name := range w.code[pkg].numbers {
			full := pkg + "." + name
			known := slices.ContainsFunc(limits, func(l limit) bool { return l.name == full })
			if limited := strings.HasPrefix(name, "Max") || strings.HasPrefix(name, "Min") || strings.HasPrefix(name, "Usual"); limited && !known && !programLimits[full] {
				w.fault("number %s: not in the manual; add it to limits in internal/manual", full)
			}
		}
	}
}
