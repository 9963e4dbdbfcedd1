package inbound

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
)

// request has the requirements of a request with a message.
type request struct {
	w         http.ResponseWriter
	authorize func(r *http.Request) *problem
	is        func(media string) bool // whether a media type is one that can be read
	accept    string                  // the media types of that sort
	limit     int64
}

// read returns the body, or why it is not taken.
func (in request) read(r *http.Request) ([]byte, *problem) {
	if r.Method != http.MethodPost {
		in.w.Header().Set("Allow", http.MethodPost)
		return nil, refuse(http.StatusMethodNotAllowed, "only POST is answered")
	}
	if in.limit <= 0 {
		in.limit = usualMaxBytes
	}
	if r.ContentLength > in.limit {
		return nil, in.large()
	}
	var body io.Reader = http.NoBody
	if r.Body != nil {
		body = http.MaxBytesReader(in.w, r.Body, in.limit)
	}
	// The bytes that authorize reads to verify a signature are kept, and read again.
	var seen bytes.Buffer
	asked := r.WithContext(r.Context())
	asked.Body = io.NopCloser(io.TeeReader(body, &seen))
	if refused := in.authorize(asked); refused != nil {
		return nil, refused
	}
	if refused := in.content(r); refused != nil {
		return nil, refused
	}
	data, err := io.ReadAll(io.MultiReader(&seen, body))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return nil, in.large()
	case err != nil:
		return nil, refuse(http.StatusServiceUnavailable, "the body is incomplete; send it again")
	}
	return data, nil
}

func (in request) large() *problem {
	return refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d bytes", in.limit))
}

// content checks the declared type of the body.
func (in request) content(r *http.Request) *problem {
	coding := strings.Join(r.Header.Values("Content-Encoding"), ",")
	if coding != "" && !strings.EqualFold(coding, "identity") {
		in.w.Header().Set("Accept-Encoding", "identity")
		return refuse(http.StatusUnsupportedMediaType, "the body must not be compressed")
	}
	media, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	charset, given := params["charset"]
	if err != nil || !in.is(media) || given && !strings.EqualFold(charset, "utf-8") {
		in.w.Header().Set("Accept", in.accept)
		return refuse(http.StatusUnsupportedMediaType, "the content type must be "+in.accept+", in UTF-8")
	}
	return nil
}
