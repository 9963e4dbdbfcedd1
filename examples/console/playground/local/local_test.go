package local_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/commis-recipes/commis/examples/console/playground/local"
	"github.com/commis-recipes/commis/examples/console/sample"
	"github.com/commis-recipes/commis/internal/replay"
	"github.com/commis-recipes/commis/trigger"
)

var wasm = flag.Bool("wasm", false, "also build the WebAssembly, measure it, and compare its answers with node")

// maxPacked is the length of the WebAssembly with gzip -9, at most: 4 MB.
const maxPacked = 4_000_000

// request is a request as the worker sends it.
func request(t *testing.T, r local.Request) string {
	t.Helper()
	text, err := json.Marshal(r)
	require.NoError(t, err)
	return string(text)
}

const greeting = `{"id":"hello","name":"Hello","enabled":true,"trigger":{"on":"new_item","topics":["support"]},
	"filter":"mention.type != 'sent' and word(mention.content, 'falla')","actions":[{"do":"private_reply","with":{"message":"Hola, {{ mention.author.name }}"},"after":"30m"}]}`

// requests are one or more of each kind, in an order in which they depend on each other.
func requests(t *testing.T) []string {
	get := func(path string) string { return request(t, local.Request{Method: "GET", Path: path}) }
	post := func(path, body string) string {
		return request(t, local.Request{Method: "POST", Path: path, Body: body})
	}
	return []string{
		get("session"), get("recipes"), get("set"), get("recipes/it-alerts"), get("recipes/hide-spam"), get("help"), get("nothing"),
		post("check", `{"recipe":`+greeting+`}`), post("check", `{"text":"{\"id\": 5"}`), post("filter", `{"text":"case.priority >= 'high'"}`),
		post("try", `{"events":500,"recipe":`+greeting+`}`), post("timeline", `{"case":"c-1061"}`), get("cases"), get("cases/c-1061"),
		post("save", `{"version":1,"recipe":`+greeting+`,"tags":["Greetings"]}`), post("save", `{"version":1,"recipe":`+greeting+`}`),
		post("state", `{"version":2,"id":"close-quiet","state":"off"}`), get("revisions"), get("waiting"), get("dead"), get("export"), get("sample"), get("replay"),
		request(t, local.Request{Start: &local.Start{Set: json.RawMessage(`{"format":1,"recipes":[` + greeting + `]}`)}}), get("recipes"), get("cases"),
		request(t, local.Request{Start: &local.Start{Set: json.RawMessage(`{"format":2}`)}}),
	}
}

// Every request has an answer, and only those that are meant to be refused are.
func TestCall(t *testing.T) {
	var statuses []int
	for _, r := range requests(t) {
		var answer local.Response
		require.NoError(t, json.Unmarshal([]byte(local.Call(r)), &answer), "%s", r)
		statuses = append(statuses, answer.Status)
		if answer.Type == "application/json" {
			require.True(t, json.Valid([]byte(answer.Body)), "%s", answer.Body)
		}
	}
	require.Equal(t, []int{
		200, 200, 200, 200, 200, 200, 404, 200, 200, 200, 200, 200, 200, 200, 200, 409, 428, 200, 200, 200, 200, 200, 200, 200, 200, 200, 422,
	}, statuses)
	require.Contains(t, local.Call("no JSON"), `"status":400`)
}

// The replay is that of examples/replay, byte for byte, and the shared set and events begin another desk like it.
func TestReplay(t *testing.T) {
	ask := func(r local.Request) (answer local.Response) {
		require.NoError(t, json.Unmarshal([]byte(local.Call(request(t, r))), &answer))
		require.Equal(t, 200, answer.Status, answer.Body)
		return answer
	}
	var native, said bytes.Buffer
	require.Zero(t, replay.Main([]string{"-json"}, nil, &native, &said), "%s", said.String())
	ask(local.Request{Start: &local.Start{}})
	require.Equal(t, native.String(), ask(local.Request{Method: "GET", Path: "replay"}).Body)

	var shared struct {
		Set    json.RawMessage
		Events string
	}
	recipes := ask(local.Request{Method: "GET", Path: "recipes"})
	require.NoError(t, json.Unmarshal([]byte(ask(local.Request{Method: "GET", Path: "sample"}).Body), &shared))
	var events []trigger.Event
	for line := range strings.Lines(shared.Events) {
		var ev trigger.Event
		require.NoError(t, json.Unmarshal([]byte(line), &ev))
		events = append(events, ev)
	}
	ask(local.Request{Start: &local.Start{Set: shared.Set, Events: events, Now: sample.Now}})
	require.Equal(t, recipes, ask(local.Request{Method: "GET", Path: "recipes"}))
}

// As WebAssembly it answers the same, byte for byte, and is small enough for a page.
func TestWebAssembly(t *testing.T) {
	if !*wasm {
		return // it takes Go a minute to build everything anew, and node is not everywhere
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "desk.wasm")
	build := exec.Command("go", "build", "-trimpath", "-gcflags=all=-l", "-ldflags=-s -w", "-o", file, "..")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	packed := packedSize(t, file)
	t.Logf("WebAssembly: %d bytes with gzip -9", packed)
	require.Less(t, packed, maxPacked)

	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	all := requests(t)
	asked, err := json.Marshal(append([]string{request(t, local.Request{Start: &local.Start{}})}, all...))
	require.NoError(t, err)
	node := exec.Command("node", "testdata/call.cjs", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"), file)
	node.Stdin = bytes.NewReader(asked)
	node.Stderr = os.Stderr
	out, err = node.Output()
	require.NoError(t, err)
	var answers []string
	require.NoError(t, json.Unmarshal(out, &answers))
	require.Len(t, answers, 1+len(all))
	begun := local.Call(request(t, local.Request{Start: &local.Start{}}))
	require.Contains(t, begun, `"status":200`)
	require.Equal(t, begun, answers[0])
	for i, r := range all {
		require.Equal(t, local.Call(r), answers[i+1], "%s", r)
	}
}

func packedSize(t *testing.T, file string) int {
	t.Helper()
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.Len()
}
