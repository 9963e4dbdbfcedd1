package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/helpdesk/desk"
)

// The program answers until it is told to stop, ends without an error, and finds its cases again.
func TestServe(t *testing.T) {
	t.Parallel()
	c := desk.Config{Database: filepath.Join(t.TempDir(), "desk.db"), Recipes: "recipes.json"}
	serving := func(use func(url string)) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		go func() { over <- serve(ctx, listener, c) }()
		use("http://" + listener.Addr().String())
		stop()
		require.NoError(t, <-over)
		_, err = net.Dial("tcp", listener.Addr().String())
		require.Error(t, err, "nobody listens any more")
	}
	var id string
	serving(func(url string) {
		answer, err := http.Post(url+"/cases", "application/json",
			strings.NewReader(`{"subject":"Broken","text":"It is","customer":{"email":"ada@mail.example"}}`))
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode, "%s", body)
		_, id, _ = strings.Cut(string(body), `"id":"`)
		id, _, _ = strings.Cut(id, `"`)
	})
	serving(func(url string) {
		answer, err := http.Get(url + "/cases/" + id)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		require.Equal(t, http.StatusOK, answer.StatusCode)
	})
}

// A desk without its recipes does not start, and gives up what it holds.
func TestServeWithoutRecipes(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	err = serve(t.Context(), listener, desk.Config{Database: filepath.Join(t.TempDir(), "desk.db"), Recipes: "missing.json"})
	require.ErrorContains(t, err, "missing.json")
	_, err = net.Dial("tcp", listener.Addr().String())
	require.Error(t, err)
}
