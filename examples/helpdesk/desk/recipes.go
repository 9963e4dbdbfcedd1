package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/commis-recipes/commis/recipe"
)

// Recipes loads the set of recipes from a file, and again whenever the file changes. It is safe for concurrent use.
type Recipes struct {
	engine *recipe.Engine
	path   string
	now    func() time.Time

	mu    sync.Mutex
	seen  []byte // the last contents
	fault string // the fault of the file
	state RecipesState
}

// RecipesState names the set that runs and the fault of the file.
type RecipesState struct {
	// Revision is the beginning of the sha256 of the set that runs.
	Revision string    `json:"revision"`
	Loaded   time.Time `json:"loaded"`
	Recipes  int       `json:"recipes"`
	// Error is the fault of the file's present contents, while the earlier set runs on. Empty means no fault.
	Error string `json:"error,omitempty"`
}

// Reload reads the file and loads it when it has changed. An error, logged once for each change, has all faults of the set
// with their lines. The earlier set then runs on, so a typo loses no wait.
func (r *Recipes) Reload() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	data, err := os.ReadFile(r.path)
	if err != nil {
		return r.fail(err)
	}
	if r.fault == "" && r.seen != nil && bytes.Equal(data, r.seen) {
		return nil
	}
	r.seen, r.fault = data, ""
	set, err := recipe.Decode(data)
	if err := errors.Join(err, r.engine.Check(set)); err != nil {
		r.state.Error = describe(err)
		return fmt.Errorf("%s: the recipes have faults:\n%s", r.path, r.state.Error)
	}
	if err := r.engine.Load(set); err != nil {
		r.state.Error = err.Error()
		return err
	}
	sum := sha256.Sum256(data)
	r.state = RecipesState{Revision: hex.EncodeToString(sum[:6]), Loaded: r.now(), Recipes: len(set.Recipes)}
	return nil
}

// fail stores that the file cannot be read. It is logged once.
func (r *Recipes) fail(err error) error {
	if r.fault == err.Error() {
		return nil
	}
	r.fault = err.Error()
	r.state.Error = r.fault
	return err
}

// State returns which set runs. A desk with a console has none: the console tells it.
func (r *Recipes) State() RecipesState {
	if r == nil {
		return RecipesState{}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.state
}

// describe returns a line for each fault.
func describe(err error) string {
	var b bytes.Buffer
	for _, f := range recipe.Faults(err) {
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		if f.Line > 0 {
			fmt.Fprintf(&b, "line %d: ", f.Line)
		}
		b.WriteString(f.Error())
	}
	if b.Len() == 0 {
		return err.Error()
	}
	return b.String()
}
