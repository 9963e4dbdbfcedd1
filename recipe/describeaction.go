package recipe

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/wording"
	"github.com/commis-recipes/commis/schedule"
)

// actions describes the actions of a recipe.
func (d *describer) actions(list []action.Action) string {
	var all []string
	for _, a := range list {
		all = append(all, d.action(a))
	}
	return strings.Join(all, d.recipe.Then)
}

// action describes one action.
func (d *describer) action(a action.Action) string {
	phrase, ok := d.recipe.Actions[a.Do]
	if !ok {
		return d.fill(d.recipe.Other, map[string]string{"do": d.words.Text(a.Do)}) + d.timing(a)
	}
	var with map[string]any
	if len(a.With) > 0 && json.Unmarshal(a.With, &with) != nil {
		with = nil
	}
	says := wording.Fill(phrase.Says, func(name string) (string, bool) {
		if name == "who" {
			return d.who(with)
		}
		return d.config(phrase, with, name)
	})
	return strings.TrimSpace(says) + d.timing(a)
}

// who returns the users, teams and groups of a config.
func (d *describer) who(with map[string]any) (string, bool) {
	var all []string
	add := func(path, phrase string) {
		for _, s := range textsAt(with, path) {
			all = append(all, d.fill(phrase, map[string]string{"name": d.text(s)}))
		}
	}
	add("users", "{name}")
	add("teams", d.recipe.Team)
	add("to.user", "{name}")
	add("to.group", d.recipe.Group)
	return wording.Join(all, d.words.LastAnd), len(all) > 0
}

// config returns a member of a config in words; false when it is missing.
func (d *describer) config(phrase wording.Action, with map[string]any, name string) (string, bool) {
	value := at(with, name)
	switch {
	case name == "tag": // the only one
		tags := textsAt(with, "tags")
		if len(tags) != 1 {
			return "", false
		}
		return d.text(tags[0]), true
	case name == "url":
		return d.host(value), true
	}
	switch v := value.(type) {
	case string:
		if word, ok := phrase.Words[name][v]; ok {
			return word, true
		}
		if span, err := schedule.ParseDuration(v); err == nil && (name == "at_most_every" || name == "within") {
			return d.words.Duration(span.Std()), true
		}
		return d.text(v), v != ""
	case bool:
		return "", v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case []any:
		texts := textsAt(with, name)
		return wording.Join(d.texts("", texts), d.words.LastAnd), len(texts) > 0
	case nil:
		return "", false
	}
	data, err := json.Marshal(value)
	return d.words.Text(string(data)), err == nil
}

// host returns the host of an address, since the rest may be a secret.
func (d *describer) host(address any) string {
	text, _ := address.(string)
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || strings.Contains(u.Host, "{{") {
		return d.words.Text("…")
	}
	return d.words.Text(u.Host)
}

// at returns the member at a path of two names at most.
func at(with map[string]any, path string) any {
	name, rest, within := strings.Cut(path, ".")
	if !within {
		return with[name]
	}
	inner, _ := with[name].(map[string]any)
	return inner[rest]
}

// textsAt returns the text, or the texts of the list, at a path.
func textsAt(with map[string]any, path string) []string {
	switch v := at(with, path).(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, e := range v {
			if s, ok := e.(string); ok {
				all = append(all, s)
			}
		}
		return all
	}
	return nil
}
