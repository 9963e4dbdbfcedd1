package fault_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/commis-recipes/commis/internal/fault"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// at is a fault as a package makes them.
type at struct {
	path string
	err  error
}

func (e *at) Error() string { return e.path + ": " + e.err.Error() }
func (e *at) Unwrap() error { return e.err }

func root(path string, err error) error { return &at{path, err} }

func TestList(t *testing.T) {
	var l fault.List
	require.NoError(t, l.Err())
	require.Zero(t, l.Len())
	set := l.At(root)
	set.Add(nil)
	require.NoError(t, l.Err())
	actions := set.In("actions[1]")
	actions.In("with").Addf("to[0]", "%d is not %w", 3, io.EOF)
	actions.Add(errors.Join(io.EOF, nil, errors.Join(io.ErrNoProgress)))
	set.Addf("", "missing")
	l.Append(nil, io.ErrClosedPipe)
	require.EqualError(t, l.Err(), "actions[1].with.to[0]: 3 is not EOF\nactions[1]: EOF\n"+
		"actions[1]: multiple Read calls return no data or error\n: missing\nio: read/write on closed pipe")
	require.Equal(t, 5, l.Len())
	require.Len(t, l.All(), 5)
	require.ErrorIs(t, l.All()[0], io.EOF)
}

func TestPaths(t *testing.T) {
	for _, tt := range []struct{ name, got, want string }{
		{"two members", fault.Join("hours", "when"), "hours.when"},
		{"an element", fault.Join("actions", "[1]"), "actions[1]"},
		{"at the root", fault.Join("", "hours"), "hours"},
		{"the place itself", fault.Join("hours", ""), "hours"},
		{"index", fault.Index("users", 12), "users[12]"},
		{"member", fault.Member("fields", `Store "A"`), `fields["Store \"A\""]`},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, tt.got) })
	}
}

func TestWithin(t *testing.T) {
	for _, tt := range []struct {
		name, path, outer string
		want              bool
	}{
		{"itself", "a.b", "a.b", true},
		{"a member", "a.b", "a", true},
		{"an element", "a[0].b", "a", true},
		{"of everything", "a", "", true},
		{"a longer name", "ab", "a", false},
		{"the other way round", "a", "a.b", false},
		{"another", "b", "a", false},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, fault.Within(tt.path, tt.outer)) })
	}
}

// A tree of joins and wraps has the leaves from which it was built, in their order.
func TestWalks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var joined, typed []error // what Each and Walk have to find
		n := 0
		var build func(depth int) error
		build = func(depth int) error {
			switch kind := rapid.IntRange(0, 3).Draw(t, "kind"); {
			case kind == 0 && depth > 0:
				var parts []error
				for range rapid.IntRange(1, 3).Draw(t, "parts") {
					parts = append(parts, build(depth-1))
				}
				return errors.Join(parts...)
			case kind == 1: // a wrap around one fault, found by its type alone
				inner := &at{fmt.Sprint(n), io.EOF}
				n++
				outer := fmt.Errorf("around: %w", inner)
				joined, typed = append(joined, outer), append(typed, inner)
				return outer
			case kind == 2:
				leaf := &at{fmt.Sprint(n), errors.Join(io.EOF, io.EOF)}
				n++
				joined, typed = append(joined, leaf), append(typed, leaf)
				return leaf
			}
			leaf := fmt.Errorf("leaf %d: %w", n, io.EOF)
			n++
			joined, typed = append(joined, leaf), append(typed, leaf)
			return leaf
		}
		tree := build(4)
		require.Equal(t, joined, slices.Collect(fault.Each(tree)))
		var got []error
		for found, other := range fault.Walk[*at](tree) {
			if other != nil {
				require.Nil(t, found)
				got = append(got, other)
				continue
			}
			got = append(got, found)
		}
		require.Equal(t, typed, got)
	})
}

// A wrap around several faults hides none of them, and a walk may be left.
func TestWalkWrapped(t *testing.T) {
	one, two := &at{"a", io.EOF}, &at{"b", io.EOF}
	tree := fmt.Errorf("the set: %w", errors.Join(one, two))
	var got []*at
	for found := range fault.Walk[*at](tree) {
		got = append(got, found)
	}
	require.Equal(t, []*at{one, two}, got)
	for found := range fault.Walk[*at](tree) {
		require.Equal(t, one, found)
		break
	}
	for first := range fault.Each(errors.Join(one, two)) {
		require.Equal(t, error(one), first)
		break
	}
	for range fault.Each(nil) {
		t.Fatal("nil joins something")
	}
	for range fault.Walk[*at](nil) {
		t.Fatal("nil holds something")
	}
}

// masked is one that only errors.As finds.
type masked struct{}

func (masked) Error() string { return "masked" }

func (masked) As(target any) bool {
	to, ok := target.(**at)
	if ok {
		*to = &at{"x", io.EOF}
	}
	return ok
}

func TestWalkAs(t *testing.T) {
	for _, err := range []error{masked{}, fmt.Errorf("around: %w", masked{})} {
		n := 0
		for found, other := range fault.Walk[*at](err) {
			n++
			require.NoError(t, other)
			require.Equal(t, &at{"x", io.EOF}, found)
		}
		require.Equal(t, 1, n)
	}
}
