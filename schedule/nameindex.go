package schedule

import "slices"

// nameIndex finds the rows of a [Memory] by name.
type nameIndex map[nameAndKind][]string // keys in order

type nameAndKind struct{ name, kind string }

func (b nameIndex) add(j *Job) {
	for _, name := range j.Names {
		at := nameAndKind{name, j.Kind}
		keys := b[at]
		if i, ok := slices.BinarySearch(keys, j.Key); !ok {
			b[at] = slices.Insert(keys, i, j.Key)
		}
	}
}

func (b nameIndex) remove(j *Job) {
	for _, name := range j.Names {
		at := nameAndKind{name, j.Kind}
		keys := b[at]
		i, ok := slices.BinarySearch(keys, j.Key)
		switch {
		case !ok:
		case len(keys) == 1:
			delete(b, at)
		default:
			b[at] = slices.Delete(keys, i, i+1)
		}
	}
}

// list returns at most most of the keys greater than after.
func (b nameIndex) list(name, kind, after string, most int) []string {
	keys := b[nameAndKind{name, kind}]
	i, found := slices.BinarySearch(keys, after)
	if found {
		i++
	}
	keys = keys[i:]
	return keys[:min(len(keys), max(most, 0))]
}
