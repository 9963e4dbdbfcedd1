package schedule

import (
	"cmp"
	"hash/maphash"
	"slices"
)

// nameIndex finds the rows of a [Memory] by a name and their kind, of which it has only a hash: rows of several may be in one
// place.
type nameIndex map[uint64]namedRows

// namedRows are rows in the order of their keys; most names have a single one.
type namedRows struct {
	one  *row
	many *[]*row // nil for a single one
}

var nameSeed = maphash.MakeSeed()

func nameHash(name, kind string) uint64 {
	return maphash.String(nameSeed, name)*31 + maphash.String(nameSeed, kind)
}

func compareKey(r *row, key string) int { return cmp.Compare(r.Key, key) }

func (b nameIndex) add(r *row) {
	for _, name := range r.Names {
		h := nameHash(name, r.Kind)
		at, ok := b[h]
		switch {
		case !ok:
			b[h] = namedRows{one: r}
			continue
		case at.many == nil:
			at.many = &[]*row{at.one}
			b[h] = namedRows{many: at.many}
		}
		if i, ok := slices.BinarySearchFunc(*at.many, r.Key, compareKey); !ok {
			*at.many = slices.Insert(*at.many, i, r)
		}
	}
}

func (b nameIndex) remove(r *row) {
	for _, name := range r.Names {
		h := nameHash(name, r.Kind)
		at := b[h]
		if at.one == r {
			delete(b, h)
		}
		if at.many == nil {
			continue
		}
		if i, ok := slices.BinarySearchFunc(*at.many, r.Key, compareKey); ok && (*at.many)[i] == r {
			*at.many = slices.Delete(*at.many, i, i+1)
		}
		if len(*at.many) == 0 {
			delete(b, h)
		}
	}
}

// list appends at most most of the rows whose keys are greater than after.
func (b nameIndex) list(found []*row, name, kind, after string, most int) []*row {
	at := b[nameHash(name, kind)]
	rows := []*row{at.one}
	switch {
	case at.many != nil:
		rows = *at.many
	case at.one == nil:
		return found
	}
	i, ok := slices.BinarySearchFunc(rows, after, compareKey)
	if ok {
		i++
	}
	for _, r := range rows[i:] {
		if len(found) >= most {
			break
		}
		if r.Kind == kind && slices.Contains(r.Names, name) {
			found = append(found, r)
		}
	}
	return found
}
