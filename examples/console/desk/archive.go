package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/commis-recipes/commis/recipe"
	"github.com/commis-recipes/commis/recipe/archive"
)

// export answers an archive of some recipes, or of all.
func (d *Desk) export(c *call) (any, error) {
	var file bytes.Buffer
	for _, id := range c.Query["id"] {
		if _, err := c.now.find(id); err != nil {
			return nil, &Error{Status: 422, Message: "nothing is exported: " + err.Error()}
		}
	}
	if err := archive.Export(&file, c.now.set, d.Engine.Handlers, c.Query["id"]...); err != nil {
		return nil, &Error{Status: 422, Message: "these recipes cannot be exported: " + atMostFive(err), Faults: origin{}.places(err)}
	}
	return Response{Status: 200, Type: "application/zip", Body: file.Bytes(), File: "recipes.zip"}, nil
}

// plansMost is the number of archives that wait to be applied; the oldest is forgotten.
const plansMost = 4

// plans are archives that were looked at, by their tokens.
type plans struct {
	mu    sync.Mutex
	order []string
	files map[string][]byte
}

func (p *plans) add(token string, file []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.files == nil {
		p.files = make(map[string][]byte)
	}
	if _, known := p.files[token]; !known {
		p.order = append(p.order, token)
	}
	p.files[token] = file
	if len(p.order) > plansMost {
		delete(p.files, p.order[0])
		p.order = p.order[1:]
	}
}

func (p *plans) get(token string) ([]byte, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	file, ok := p.files[token]
	return file, ok
}

// added is a recipe that an import adds.
type added struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	RenamedFrom string `json:"renamed_from,omitempty"` // its ID in the archive
}

// planImport answers the recipes that an archive would add. Nothing is stored.
func (d *Desk) planImport(c *call) (any, error) {
	set, report, err := d.imported(c.user, c.now, c.Body)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(c.user.ID+"\x00"), c.Body...))
	token := hex.EncodeToString(sum[:])
	d.plans.add(token, c.Body)
	out := struct {
		Plan           string                  `json:"plan"`
		Add            []added                 `json:"add"`
		MissingSecrets []archive.MissingSecret `json:"missing_secrets"`
		Notes          []string                `json:"notes"`
		Diff           []string                `json:"diff"`
		Faults         []place                 `json:"faults"` // for which it cannot be applied
	}{
		Plan: token, Add: []added{}, MissingSecrets: append([]archive.MissingSecret{}, report.MissingSecrets...), Notes: notes(report),
		Diff: wordsOf(d.changes(c.now, d.snapshotOf(Revision{Tags: c.now.Tags}, set, c.now))), Faults: origin{}.places(d.Engine.Check(set)),
	}
	for _, r := range report.Recipes {
		one := added{ID: r.New}
		if r.Old != r.New {
			one.RenamedFrom = r.Old
		}
		if i := slices.IndexFunc(set.Recipes, func(x recipe.Recipe) bool { return x.ID == r.New }); i >= 0 {
			one.Name = set.Recipes[i].Name
		}
		out.Add = append(out.Add, one)
	}
	return out, nil
}

// imported returns the set with the recipes of an archive. Those that have an owner get the importer instead.
func (d *Desk) imported(u User, now *snapshot, file []byte) (recipe.Set, archive.Report, error) {
	set, report, err := archive.Import(bytes.NewReader(file), now.set)
	if err != nil {
		return set, report, &Error{Status: 422, Message: "this archive is refused, and nothing of it was taken: " + atMostFive(err)}
	}
	for i := range set.Recipes {
		r := &set.Recipes[i]
		if _, known := now.place[r.ID]; !known && r.Owner != "" {
			r.Owner = u.ID
		}
	}
	return set, report, nil
}

// atMostFive lists the first faults in an error.
func atMostFive(err error) string {
	var words []string
	more := 0
	for one := range fault.Each(err) {
		if len(words) < 5 {
			words = append(words, short(one.Error(), 300))
		} else {
			more++
		}
	}
	text := strings.Join(words, "; ")
	if more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// notes lists further things that an administrator has to know about an import.
func notes(report archive.Report) []string {
	all := []string{"the recipes come in switched off: look at them, and switch them on"}
	for _, r := range report.Filters {
		all = append(all, fmt.Sprintf("the filter %q comes in as %q: another one has its name", r.Old, r.New))
	}
	for _, r := range report.Calendars {
		all = append(all, fmt.Sprintf("the calendar %q comes in as %q: another one has its name", r.Old, r.New))
	}
	for _, source := range report.Sources {
		all = append(all, fmt.Sprintf("they poll %q: the host has to have this source", source))
	}
	return all
}

// applyImport adds the recipes of an archive that was planned.
func (d *Desk) applyImport(c *call) (any, error) {
	b, err := body[struct {
		Plan      string `json:"plan"`
		Version   int    `json:"version"`
		Confirmed bool   `json:"confirmed"`
	}](c)
	if err != nil {
		return nil, err
	}
	file, ok := d.plans.get(b.Plan)
	sum := sha256.Sum256(append([]byte(c.user.ID+"\x00"), file...))
	if !ok || hex.EncodeToString(sum[:]) != b.Plan {
		return nil, missing("this plan is not known any more; choose the archive again")
	}
	return d.commit(c, b.Version, b.Confirmed, func(now *snapshot) (edited, error) {
		set, _, err := d.imported(c.user, now, file)
		return edited{set: set, tags: now.Tags}, err
	})
}
