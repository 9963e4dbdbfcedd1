package arch_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/commis-recipes/commis"

// allowed says what a package may import beside the standard library. Data flows one way: nothing below imports up.
var allowed = map[string][]string{
	"schedule":              {"internal/fault"},
	"history":               {"trigger"},
	"internal/fault":        {},
	"internal/strictjson":   {"internal/fault"},
	"internal/netguard":     {},
	"trigger":               {"schedule", "internal/fault", "internal/strictjson"},
	"filter":                {"trigger", "internal/fault", "internal/index", "internal/interned", "internal/helptext", "internal/matching", "internal/strictjson", "internal/wording", "github.com/expr-lang/expr", "golang.org/x/text"},
	"action":                {"trigger", "schedule", "internal/fault", "internal/helptext", "internal/jsonschema", "internal/strictjson"},
	"webhook/inbound":       {"action", "trigger", "internal/fault", "internal/causeheader", "internal/strictjson"},
	"webhook":               {"action", "trigger", "schedule", "internal/fault", "internal/causeheader", "internal/strictjson", "internal/netguard", "github.com/hashicorp/go-retryablehttp"},
	"recipe":                {"trigger", "filter", "schedule", "action", "history", "internal/clone", "internal/fault", "internal/interned", "internal/matching", "internal/naming", "internal/rowjson", "internal/helptext", "internal/jsonschema", "internal/strictjson", "internal/wording", "github.com/google/uuid"},
	"recipe/archive":        {"trigger", "filter", "schedule", "action", "recipe", "internal/calendaruse", "internal/clone", "internal/fault", "internal/naming", "internal/strictjson"},
	"recipe/desk":           {"trigger", "action", "recipe"},
	"recipe/recipetest":     {"trigger", "schedule", "action", "history", "recipe", "recipe/desk", "internal/fault", "internal/playback", "internal/strictjson"},
	"history/historytest":   {"history", "trigger"},
	"schedule/scheduletest": {"schedule"},
	"internal/batch":        {"schedule", "history"},
	"internal/additions":    {},
	"internal/pgserver":     {},
	"internal/texts":        {},
	"internal/arch":         {},
	"internal/causeheader":  {"trigger"},
	"internal/clone":        {},
	"internal/naming":       {},
	"internal/index":        {},
	"internal/rowjson":      {},
	"internal/interned":     {},
	"internal/matching":     {"trigger"},
	"internal/wording":      {},
	"internal/calendaruse":  {"filter", "recipe", "internal/fault"},
	"internal/helptext":     {},
	"internal/jsonschema":   {"internal/helptext", "internal/strictjson"},
	"internal/conformance":  {},
	"internal/killtest":     {"trigger", "schedule", "action", "history", "recipe"},
	"internal/manual":       {"trigger", "filter", "schedule", "action", "recipe", "recipe/archive", "webhook", "webhook/inbound"},

	"internal/commandline":            {"trigger", "internal/strictjson"},
	"internal/replay":                 {"trigger", "filter", "schedule", "action", "webhook", "recipe", "recipe/desk", "recipe/recipetest", "internal/commandline", "internal/playback", "examples/replay/sample"},
	"internal/playback":               {"trigger", "schedule", "action", "recipe", "recipe/desk"},
	"recipe/foresight":                {"trigger", "filter", "schedule", "action", "recipe", "recipe/desk", "internal/calendaruse", "internal/fault", "internal/matching", "internal/playback", "recipe/foresight/internal/judge"},
	"recipe/foresight/internal/judge": {"trigger", "filter", "schedule", "internal/matching"},
}

// pkg is what "go list -json" tells about a package.
type pkg struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Standard                           bool
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	cmd.Dir = "../.."
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	var all []pkg
	for d := json.NewDecoder(out); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		all = append(all, p)
	}
	require.NoError(t, cmd.Wait())
	return all
}

// The table of imports holds, and every package of the library stands in it.
func TestImports(t *testing.T) {
	seen := 0
	for _, p := range list(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		if strings.HasPrefix(name, "examples/") {
			continue // programs; they may import anything
		}
		may, ok := allowed[name]
		require.True(t, ok, "package %s has no row in the table", name)
		seen++
		for _, path := range p.Imports {
			if !strings.Contains(path, ".") { // the standard library
				continue
			}
			rest := strings.TrimPrefix(path, module+"/")
			require.True(t, slices.ContainsFunc(may, func(m string) bool {
				return rest == m || strings.Contains(m, ".") && strings.HasPrefix(rest, m+"/")
			}), "package %s may not import %s", name, path)
		}
	}
	require.Equal(t, len(allowed), seen, "a package of the table is missing")
}

// The module needs the libraries that it is known for, and no others.
func TestDependencies(t *testing.T) {
	cmd := exec.Command("go", "list", "-m", "-f", "{{if not .Indirect}}{{.Path}}{{end}}", "all")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	require.NoError(t, err)
	may := []string{
		module, "github.com/expr-lang/expr", "github.com/google/uuid", "golang.org/x/text",
		"github.com/hashicorp/go-retryablehttp", "github.com/stretchr/testify", "pgregory.net/rapid",
	}
	for _, path := range strings.Fields(string(out)) {
		require.Contains(t, may, path)
	}
}

// The libraries that only tests need never reach a host.
func TestTestLibraries(t *testing.T) {
	for _, p := range list(t) {
		for _, path := range p.Imports {
			require.False(t, strings.HasPrefix(path, "github.com/stretchr/testify") || strings.HasPrefix(path, "pgregory.net/rapid"),
				"%s imports %s outside its tests", p.ImportPath, path)
		}
	}
}

// Every test and benchmark that a README names is there.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	peers, err := os.ReadFile("../peers/README.md")
	require.NoError(t, err)
	claims := regexp.MustCompile("`([a-z/]+): ([A-Z][A-Za-z, ]+)`").FindAllStringSubmatch(string(readme)+string(peers), -1)
	require.Greater(t, len(claims), 10)
	for _, claim := range claims {
		files, err := filepath.Glob("../../" + claim[1] + "/*_test.go")
		require.NoError(t, err)
		var source strings.Builder
		for _, f := range files {
			data, err := os.ReadFile(f)
			require.NoError(t, err)
			source.Write(data)
		}
		for _, name := range strings.Split(claim[2], ", ") {
			require.Contains(t, source.String(), "func "+name+"(", "%s has no %s", claim[1], name)
		}
	}
}

// The README can be read at one sitting: it has about a thousand words outside code and tables. Each row of its guarantees
// names a test or a benchmark.
func TestReadmeIsShort(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	prose := regexp.MustCompile("(?s)```.*?```").ReplaceAllString(string(readme), "")
	prose = regexp.MustCompile(`(?m)^\|.*$`).ReplaceAllString(prose, "")
	require.Less(t, len(strings.Fields(prose)), 1100)

	_, table, ok := strings.Cut(string(readme), "| claim | test or benchmark that proves it |\n|---|---|\n")
	require.True(t, ok)
	table, _, _ = strings.Cut(table, "\n\n")
	for row := range strings.Lines(table) {
		require.Regexp(t, "\\| `[a-z/]+: (Test|Benchmark|Example)[A-Z]", row)
	}
}

// What answers questions about recipes runs in a browser too: the library's core has no part that is for networks or for tests.
func TestCoreIsSmall(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", module+"/recipe", module+"/recipe/foresight", module+"/recipe/archive")
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "GOOS=js", "GOARCH=wasm") // elsewhere package uuid imports net
	out, err := cmd.Output()
	require.NoError(t, err)
	deps := strings.Fields(string(out))
	require.Contains(t, deps, module+"/recipe/desk")
	for _, path := range []string{"net", "net/http", "crypto/tls", "testing", module + "/webhook", module + "/recipe/recipetest"} {
		require.False(t, slices.Contains(deps, path), "%s is among the dependencies: go list -deps -f '{{.ImportPath}}: {{.Imports}}' tells of whom", path)
	}
}
