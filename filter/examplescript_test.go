package filter_test

import (
	"fmt"

	"github.com/commis-recipes/commis/filter"
	"github.com/commis-recipes/commis/trigger"
)

// word takes for the same what writers and keyboards mix, in every script; exact does not.
func ExampleProgram_Match_exact() {
	var c filter.Compiler
	for _, content := range []string{"ΤΟ ΠΡΟΒΛΗΜΑ", "το πρόβλημα", "всё ещё", "все еще"} {
		v := filter.NewView(trigger.Event{Mention: &trigger.Mention{Content: content}})
		for _, function := range []string{"word", "exact"} {
			p, err := c.Compile(filter.Filter{Text: function + `(mention.content, "πρόβλημα", "всё ещё")`})
			if err != nil {
				fmt.Println(err)
				return
			}
			ok, err := p.Match(v)
			fmt.Println(content, function, ok, err)
		}
	}
	// Output:
	// ΤΟ ΠΡΟΒΛΗΜΑ word true <nil>
	// ΤΟ ΠΡΟΒΛΗΜΑ exact false <nil>
	// το πρόβλημα word true <nil>
	// το πρόβλημα exact true <nil>
	// всё ещё word true <nil>
	// всё ещё exact true <nil>
	// все еще word true <nil>
	// все еще exact false <nil>
}
