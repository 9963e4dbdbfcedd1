package recipe

import (
	"bytes"
	"slices"
	"strings"
)

// shared keeps what many recipes have alike once: it saves memory, and the time to compare it.
type shared struct {
	lists map[string][]string
	data  map[string][]byte
}

// list returns a list like this one, that nobody changes.
func (s *shared) list(list []string) []string {
	key := strings.Join(list, "\x00")
	if one := s.lists[key]; len(list) > 0 && slices.Equal(one, list) {
		return one
	}
	if s.lists == nil {
		s.lists = map[string][]string{}
	}
	list = slices.Clone(list)
	s.lists[key] = list
	return list
}

// bytes returns the same bytes, that nobody changes.
func (s *shared) bytes(data []byte) []byte {
	if one, ok := s.data[string(data)]; ok {
		return one
	}
	if s.data == nil {
		s.data = map[string][]byte{}
	}
	data = bytes.Clone(data)
	s.data[string(data)] = data
	return data
}
