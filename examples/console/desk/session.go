package desk

import (
	"cmp"
	"time"
)

// session answers who the user is.
func (d *Desk) session(c *call) (any, error) {
	type user struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	type may struct {
		Edit    bool `json:"edit"`
		Operate bool `json:"operate"`
	}
	return struct {
		User       user      `json:"user"`
		May        may       `json:"may"`
		Title      string    `json:"title"`
		Playground bool      `json:"playground"`
		Now        time.Time `json:"now"` // of the engine's clock
	}{user{c.user.ID, c.user.name()}, may{c.user.Edit, c.user.Operate}, cmp.Or(d.Title, "Recipes"), d.Playground, d.now()}, nil
}
