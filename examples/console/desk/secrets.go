package desk

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/url"
	"reflect"
	"slices"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
)

// redacted is shown to a page instead of a secret; the page sends it back for one that did not change.
const redacted = "[redacted]"

// conceal returns the recipe without the secrets of its configs.
func (d *Desk) conceal(r recipe.Recipe) recipe.Recipe {
	cloned := false
	for i, a := range r.Actions {
		if len(a.With) == 0 {
			continue
		}
		shown := d.Engine.Handlers.Redact(a.Do, a.With)
		if shown == nil { // its secrets are unknown
			shown = json.RawMessage(`"` + redacted + `"`)
		}
		if bytes.Equal(shown, a.With) {
			continue
		}
		if !cloned {
			r.Actions, cloned = slices.Clone(r.Actions), true
		}
		r.Actions[i].With = shown
	}
	return r
}

// reveal returns the recipe with the secrets of old instead of the text that conceal wrote for them. The error has a fault for each one
// that old does not have, and for each that would go to another host than before: whoever may not see a secret must not send it
// elsewhere. document is the place of the recipe in the set.
func (d *Desk) reveal(r, old recipe.Recipe, document string) (recipe.Recipe, error) {
	r.Actions = slices.Clone(r.Actions)
	var faults []error
	for i, a := range r.Actions {
		if !bytes.Contains(a.With, []byte(redacted)) {
			continue
		}
		var was any
		var asStored json.RawMessage
		if at := slices.IndexFunc(old.Actions, func(o action.Action) bool { return idOf(o) == idOf(a) && o.Do == a.Do }); at >= 0 {
			asStored = old.Actions[at].With
			was = value(asStored)
		}
		path := fault.Index("actions", i) + ".with"
		with := value(a.With)
		var restore restoring
		filled := restore.in(with, was, value(d.hidden(a)), path)
		if restore.used && hostOf(filled) != hostOf(was) {
			restore.missing = append(restore.missing, path+".url")
		}
		for _, path := range restore.missing {
			faults = append(faults, &recipe.Fault{Recipe: r.ID, Path: path, Document: fault.Join(document, path),
				Err: errors.New("fill in the secret again: it is stored for another action or another address")})
		}
		switch data, err := json.Marshal(filled); {
		case !restore.used || err != nil:
		case reflect.DeepEqual(filled, value(asStored)): // in the same order, so that the revision is the same
			r.Actions[i].With = asStored
		default:
			r.Actions[i].With = data
		}
	}
	return r, errors.Join(faults...)
}

// hidden returns the config with [redacted] where a secret is, and something else where a text merely says so.
func (d *Desk) hidden(a action.Action) json.RawMessage {
	const other = "[text]"
	shown := d.Engine.Handlers.Redact(a.Do, bytes.ReplaceAll(a.With, []byte(redacted), []byte(other)))
	if shown == nil {
		return a.With
	}
	return shown
}

// idOf returns the ID of an action as the engine has it.
func idOf(a action.Action) string {
	if a.ID == "" {
		return a.Do
	}
	return a.ID
}

func value(document json.RawMessage) (v any) {
	d := json.NewDecoder(bytes.NewReader(document))
	d.UseNumber()
	_ = d.Decode(&v) // a text that is no JSON has no secrets, and is a fault elsewhere
	return v
}

// restoring puts secrets back into a config.
type restoring struct {
	used    bool
	missing []string // the paths of secrets that the old config does not have
}

// in returns the value at a path; was is the old value there, and hidden the one that a page would see.
func (r *restoring) in(v, was, hidden any, path string) any {
	switch v := v.(type) {
	case string:
		if v != redacted || hidden != redacted {
			return v
		}
		if was == nil {
			r.missing = append(r.missing, path)
			return v
		}
		r.used = true
		return was
	case []any:
		old, _ := was.([]any)
		shown, _ := hidden.([]any)
		for i := range v {
			v[i] = r.in(v[i], at(old, i), at(shown, i), fault.Index(path, i))
		}
	case map[string]any:
		old, _ := was.(map[string]any)
		shown, _ := hidden.(map[string]any)
		for name := range v {
			v[name] = r.in(v[name], old[name], shown[name], path+"."+name)
		}
	}
	return v
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// hostOf returns scheme and host of a config's address, and "" for a config without one.
func hostOf(config any) string {
	members, _ := config.(map[string]any)
	address, _ := members["url"].(string)
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Scheme + "://" + u.Host
}
