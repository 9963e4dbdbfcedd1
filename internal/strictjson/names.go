package strictjson

import "bytes"

// fewNames is up to where comparing names one by one is quicker than hashing.
const fewNames = 16

// names finds the second use of a member's name. It holds the names of all
// objects that are open, the innermost last.
type names struct {
	list  [][]byte
	start int                 // where the innermost object begins in list
	many  map[string]struct{} // its names, once they are many
}

// begin opens an object. What it returns is for end.
func (n *names) begin() names {
	outer := *n
	n.start, n.many = len(n.list), nil
	return outer
}

// end closes the innermost object.
func (n *names) end(outer names) {
	clear(n.list[n.start:])
	*n = names{list: n.list[:n.start], start: outer.start, many: outer.many}
}

// again adds a name to the innermost object and reports whether it was there.
func (n *names) again(name []byte) bool {
	if n.many != nil {
		before := len(n.many)
		n.many[string(name)] = struct{}{}
		return len(n.many) == before
	}
	for _, other := range n.list[n.start:] {
		if bytes.Equal(other, name) {
			return true
		}
	}
	n.list = append(n.list, name)
	if len(n.list)-n.start > fewNames {
		n.many = make(map[string]struct{}, 4*fewNames)
		for _, other := range n.list[n.start:] {
			n.many[string(other)] = struct{}{}
		}
	}
	return false
}
