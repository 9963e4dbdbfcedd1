package filter_test

import (
	"fmt"
	"strings"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// Three filters share the work that one event may be. What the first needs beyond its third is what the others leave.
func ExampleView_Share() {
	var c filter.Compiler
	var all []*filter.Program
	for _, text := range []string{`mention.content matches "[a-i]{5}"`, `mention.type == "inbox"`, `"vip" in mention.tags`} {
		p, err := c.Compile(filter.Filter{Text: text})
		if err != nil {
			fmt.Println(err)
			return
		}
		all = append(all, p)
	}
	v := filter.NewView(trigger.Event{Mention: &trigger.Mention{Type: "inbox", Content: strings.Repeat("abcd ", 2<<20)}})
	v.Share(len(all))
	var more []int
	for i, p := range all {
		v.Part()
		ok, err := p.Match(v)
		fmt.Println(i, ok, err)
		if v.Exceeded() {
			more = append(more, i)
		}
	}
	for _, i := range more {
		v.Rest()
		ok, err := all[i].Match(v)
		fmt.Println(i, ok, err)
	}
	// Output:
	// 0 false line 1, column 17: the filter works too long on this event, whose budget is shared by 3
	// 1 true <nil>
	// 2 false <nil>
	// 0 false <nil>
}
