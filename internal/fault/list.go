package fault

import (
	"errors"
	"fmt"
)

// List collects faults. The zero List is empty. It is not for concurrent use.
type List struct{ all []error }

// Append adds errors as they are, but for nil ones.
func (l *List) Append(errs ...error) {
	for _, err := range errs {
		if err != nil {
			l.all = append(l.all, err)
		}
	}
}

// Len returns how many there are.
func (l *List) Len() int { return len(l.all) }

// All returns the faults in their order. The caller must not change them.
func (l *List) All() []error { return l.all }

// Err returns the faults, joined (see [errors.Join]); nil when there are none.
func (l *List) Err() error { return errors.Join(l.all...) }

// At returns the root of a document. The function makes a fault of a path and an error that joins no others; an error that
// has a path itself is for the function to take apart.
func (l *List) At(root func(path string, err error) error) Place { return Place{list: l, fault: root} }

// Place is a place of a document at which faults are looked for. The zero Place takes none; see [List.At].
type Place struct {
	list  *List
	fault func(path string, err error) error
	path  string
}

// In returns the place below p.
func (p Place) In(path string) Place {
	p.path = Join(p.path, path)
	return p
}

// Add reports each error that err joins, at p; none for nil.
func (p Place) Add(err error) {
	for one := range Each(err) {
		p.list.Append(p.fault(p.path, one))
	}
}

// Addf reports a fault below p, made like [fmt.Errorf].
func (p Place) Addf(path, format string, args ...any) { p.In(path).Add(fmt.Errorf(format, args...)) }
