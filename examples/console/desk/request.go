package desk

import (
	"encoding/json"
	"net/url"
)

// User is the sender of a request, with permissions.
type User struct {
	ID   string // of the user in the host; it is compared with the owner of a recipe
	Name string // for people; empty means the ID
	// Edit allows to save, to import and to restore. Operate allows to cancel waits, to retry and to discard.
	Edit, Operate bool
}

// Request is one request of the page.
type Request struct {
	Method string // GET or POST; HEAD is answered as GET, and its transport leaves the body out
	// Path is the path after "api/", with its escapes: "recipes/close-quiet".
	Path  string
	Query url.Values
	Body  []byte // JSON, or an archive
}

// Response is the answer to a Request.
type Response struct {
	Status int    // of HTTP
	Type   string // the media type of the body
	Body   []byte
	// File is the name under which a browser saves the body; empty means that it does not.
	File string
	// Allow has the methods that the path takes, as the header of that name, on 405.
	Allow string
	// Err is the error on our side, for a log: it may name things that a page must not show. Nil for all other answers.
	Err error
}

// answer returns a response with a JSON document.
func answer(status int, v any) Response {
	body, err := json.Marshal(v)
	if err != nil {
		return failure(&Error{Status: 500, Message: "the answer cannot be written as JSON: " + err.Error()})
	}
	return Response{Status: status, Type: "application/json", Body: body}
}
