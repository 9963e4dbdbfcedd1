package filter_test

import (
	"fmt"

	"github.com/commis-recipes/commis/filter"
)

// A tree and an expression are described alike.
func ExampleDescribe() {
	fmt.Println(filter.Describe(filter.Filter{Text: `word(mention.content, "refund") and case.priority >= "high"`}))
	fmt.Println(filter.Describe(filter.Filter{Tree: &filter.Cond{Not: &filter.Cond{Field: "case.tags", Op: "is", Values: []any{"vip", "spam"}}}}))
	// Output:
	// the mention's content has the word refund and the case's priority is at least high
	// the case's tags do not include vip or spam
}

// The words of a closed list, while its text is written.
func ExampleComplete() {
	text := `case.status == "res`
	c := filter.Complete(text, len(text))
	for _, item := range c.Items {
		fmt.Println(item.Kind, item.Label, text[:c.From]+item.Insert+text[c.To:])
	}
	// Output:
	// word resolved case.status == "resolved"
}

// A host hands in its own words, calendars, saved filters and fields.
func ExampleCompiler_Complete() {
	c := filter.Compiler{HostFields: []filter.Field{{Path: "case.fields.product", Kind: "text", Doc: "the product that the case is about"}}}
	text := "case.fields."
	for _, item := range c.Complete(text, len(text)).Items {
		fmt.Printf("%s %s (%s)\n", item.Kind, item.Label, item.Detail)
	}
	// Output:
	// field product (text: the product that the case is about)
}
