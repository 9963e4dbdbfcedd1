package web

import (
	"context"
	"net/http"
	"os"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/examples/console/console"
	recipes "github.com/commis-recipes/commis/examples/console/desk"
	"github.com/commis-recipes/commis/examples/console/revisions"
	"github.com/commis-recipes/commis/examples/helpdesk/desk"
	"github.com/commis-recipes/commis/webhook"
)

// Console returns the console of a desk's recipes, for its administrators, at /admin/. The set in the database runs; in a new
// database it is the one in the file.
func Console(ctx context.Context, d *desk.Desk, file string, login console.Login) (http.Handler, error) {
	set, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	c := &recipes.Desk{
		Engine: d.Engine, Sets: &revisions.Sets{DB: d.DB}, Events: d.Journal, History: revisions.NewHistory(d.DB),
		Kinds: []action.Kind{action.KindOf[webhook.Config]()}, Title: "Helpdesk",
	}
	if err := c.Start(ctx, recipes.User{ID: "file", Name: file}, set); err != nil {
		return nil, err
	}
	return http.StripPrefix("/admin", &console.Handler{Desk: c, Login: login}), nil
}
