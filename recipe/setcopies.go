package recipe

import (
	"bytes"
)

// copies are the rules' copies of the parts of a set that its caller may change, laid out for a fast comparison with the
// next set: the topics of all rules in one slice, and equal configs only once.
type copies struct {
	topics []string // a block that is being filled
	with   map[string][]byte
}

// The sizes of the blocks: each is twice as large as the one before it.
const (
	firstTopics = 64
	mostTopics  = 4096
)

func (c *copies) topicsOf(list []string) []string {
	if len(list) > cap(c.topics)-len(c.topics) {
		c.topics = make([]string, 0, max(min(max(firstTopics, 2*cap(c.topics)), mostTopics), len(list)))
	}
	n := len(c.topics)
	c.topics = append(c.topics, list...)
	return c.topics[n:len(c.topics):len(c.topics)]
}

func (c *copies) withOf(data []byte) []byte {
	if one, ok := c.with[string(data)]; ok {
		return one
	}
	if c.with == nil {
		c.with = map[string][]byte{}
	}
	data = bytes.Clone(data)
	c.with[string(data)] = data
	return data
}
