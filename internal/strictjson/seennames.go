package strictjson

import "bytes"

// fewNames is the number of names up to which comparing one by one is faster than hashing.
const fewNames = 16

// seenNames detects duplicate members. It holds the names of all open objects, the innermost last.
type seenNames struct {
	list  [][]byte
	start int                 // where the innermost object begins in list
	many  map[string]struct{} // its names, if there are many
}

// begin opens an object. Its result is the argument of end.
func (n *seenNames) begin() seenNames {
	outer := *n
	n.start, n.many = len(n.list), nil
	return outer
}

// end closes the innermost object.
func (n *seenNames) end(outer seenNames) {
	clear(n.list[n.start:])
	*n = seenNames{list: n.list[:n.start], start: outer.start, many: outer.many}
}

// add adds a name to the innermost object and reports whether it was there already.
func (n *seenNames) add(name []byte) bool {
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
