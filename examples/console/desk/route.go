package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/commis-recipes/commis/internal/naming"
	"github.com/commis-recipes/commis/internal/strictjson"
)

// call is a request with all that its function needs.
type call struct {
	ctx  context.Context
	user User
	Request
	id  string    // the rest after the route's path, unescaped
	now *snapshot // the latest revision
}

// right is the permission that a route asks for.
type right int

const (
	anybody right = iota
	editor
	operator
)

// route is a row of the table of routes.
type route struct {
	path  string // "POST save"; one that ends with "/" takes an ID, or ?id=
	right right
	serve func(d *Desk, c *call) (any, error)
}

// routes returns all requests.
func routes() []route {
	return []route{
		{"GET session", anybody, (*Desk).session},
		{"GET recipes", anybody, (*Desk).recipes},
		{"GET recipes/", anybody, (*Desk).recipe},
		{"GET set", anybody, (*Desk).wholeSet},
		{"GET schema", anybody, (*Desk).schema},
		{"GET help", anybody, (*Desk).help},
		{"POST complete", anybody, (*Desk).complete},
		{"POST check", anybody, (*Desk).check},
		{"POST filter", anybody, (*Desk).filter},
		{"POST try", anybody, (*Desk).try},
		{"POST timeline", anybody, (*Desk).timeline},
		{"POST save", editor, (*Desk).save},
		{"POST state", editor, (*Desk).state},
		{"POST order", editor, (*Desk).order},
		{"GET revisions", anybody, (*Desk).revisions},
		{"GET revisions/", anybody, (*Desk).revision},
		{"POST restore", editor, (*Desk).restore},
		{"GET cases", anybody, (*Desk).cases},
		{"GET cases/", anybody, (*Desk).oneCase},
		{"GET waiting", anybody, (*Desk).waiting},
		{"POST waiting/cancel", operator, (*Desk).cancel},
		{"GET dead", anybody, (*Desk).dead},
		{"POST dead/retry", operator, (*Desk).retry},
		{"POST dead/discard", operator, (*Desk).discard},
		{"GET export", anybody, (*Desk).export},
		{"POST import/plan", editor, (*Desk).planImport},
		{"POST import/apply", editor, (*Desk).applyImport},
	}
}

// Do answers a request. It returns an answer for everything: a panic, too, is one of status 500.
func (d *Desk) Do(ctx context.Context, user User, r Request) (out Response) {
	defer func() {
		if p := recover(); p != nil {
			out = failure(&Error{Status: 500, Message: "the console has a fault, and this was not done; tell the operator", cause: fmt.Errorf("panic: %v", p)})
		}
	}()
	found, id, err := find(r)
	if err != nil {
		return failure(err)
	}
	if found.right == editor && !user.Edit || found.right == operator && !user.Operate {
		return failure(forbidden("you may look at this and not change it; ask an administrator for the right"))
	}
	if err := found.checkTexts(id, r.Query); err != nil {
		return failure(err)
	}
	now, err := d.snapshot(ctx)
	if err != nil {
		return failure(err)
	}
	v, err := found.serve(d, &call{ctx, user, r, id, now})
	if err != nil {
		return failure(err)
	}
	if done, ok := v.(Response); ok {
		return done
	}
	return answer(200, v)
}

// find returns the route of a request, and the ID in its path.
func find(r Request) (route, string, error) {
	method := r.Method
	if method == "HEAD" {
		method = "GET"
	}
	var allowed []string
	for _, rt := range routes() {
		answered, path, _ := strings.Cut(rt.path, " ")
		rest := ""
		if rt.takesID() {
			var ok bool
			if rest, ok = strings.CutPrefix(r.Path, path); !ok || rest == "" && !r.Query.Has("id") {
				continue
			}
		} else if r.Path != path {
			continue
		}
		if method != answered {
			allowed = append(allowed, answered)
			continue
		}
		if rest == "" { // hosts clean paths, so an ID with dots and slashes comes in the query
			return rt, r.Query.Get("id"), nil
		}
		id, err := url.PathUnescape(rest)
		if err != nil {
			return route{}, "", invalid("%s: the path has a bad escape", short(r.Path, 200))
		}
		return rt, id, nil
	}
	if len(allowed) == 0 {
		return route{}, "", missing("there is no %s here", short(r.Path, 200))
	}
	allow := strings.Replace(strings.Join(allowed, ", "), "GET", "GET, HEAD", 1)
	return route{}, "", &Error{Status: 405, Message: fmt.Sprintf("%s is answered to %s, and not to %s", short(r.Path, 200), allow, short(method, 20)), allow: allow}
}

// takesID reports whether an ID comes after the path, or in the query.
func (rt route) takesID() bool { return strings.HasSuffix(rt.path, "/") }

// checkTexts returns an error when an ID or a parameter is no text that a store can hold: nothing has such an ID.
func (rt route) checkTexts(id string, query url.Values) error {
	if rt.takesID() && !isKey(id) {
		return missing("there is nothing with this ID: it has a NUL character, or is not UTF-8")
	}
	for _, name := range names(query) {
		if rt.takesID() && name == "id" {
			continue
		}
		if !isKey(name) || slices.ContainsFunc(query[name], func(v string) bool { return !isKey(v) }) {
			return invalid("%s: write it in UTF-8, without NUL characters", quoted(name))
		}
	}
	return nil
}

// isKey reports whether a text can be the key of something in a store.
func isKey(text string) bool { return naming.CheckText(text) == nil }

// body decodes the body of a request. Members that it does not know, or twice, are errors.
func body[T any](c *call) (v T, err error) {
	err = strictjson.Decode(c.Body, &v)
	if err == nil {
		return v, nil
	}
	return v, &Error{
		Status: 400, Message: fmt.Sprintf("the request is not what %s takes: %s", c.Path, atMostFive(err)), Faults: inBody(err),
	}
}

// given reports whether a member of a body was sent.
func given(member json.RawMessage) bool { return len(member) > 0 && string(member) != "null" }

// exactlyOne returns an error unless one of several members was sent. The names are for people.
func exactlyOne(verb, names string, sent ...bool) error {
	n := 0
	for _, ok := range sent {
		if ok {
			n++
		}
	}
	switch n {
	case 0:
		return invalid("nothing to %s: send %s", verb, names)
	case 1:
		return nil
	}
	return invalid("send one of %s, and not %d of them: it is not clear which one is meant", names, n)
}
