package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

// opaModule queries one prepared module in which each recipe is a rule that adds its number to a set.
func opaModule(w workload) (contestant, error) {
	var b strings.Builder
	b.WriteString("package recipes\n\n")
	for i, r := range w.recipes {
		fmt.Fprintf(&b, "hits contains %d if {\n", i)
		if len(r.topics) > 0 {
			fmt.Fprintf(&b, "\tinput.Topic in {%s}\n", quoted(r.topics))
		}
		for _, t := range r.tests {
			fmt.Fprintf(&b, "\t%s\n", t.rego())
		}
		b.WriteString("}\n\n")
	}
	query, err := rego.New(rego.Query("data.recipes.hits"), rego.Module("recipes.rego", b.String())).PrepareForEval(context.Background())
	if err != nil {
		return nil, err
	}
	return func(m *mention, found []int) []int {
		data, err := json.Marshal(newEnv(m))
		if err != nil {
			return found
		}
		value, err := ast.ValueFromReader(strings.NewReader(string(data)))
		if err != nil {
			return found
		}
		result, err := query.Eval(context.Background(), rego.EvalParsedInput(value))
		if err != nil || len(result) == 0 {
			return found
		}
		for _, x := range result[0].Expressions[0].Value.([]any) {
			n, _ := x.(json.Number).Int64()
			found = append(found, int(n))
		}
		slices.Sort(found)
		return found
	}, nil
}

func (t test) rego() string {
	not := ""
	if t.not {
		not = "not "
	}
	name := "input." + strings.ToUpper(t.field[:1]) + t.field[1:]
	switch t.field {
	case "followers":
		if t.not {
			return fmt.Sprintf("%s > %d", name, t.atMost)
		}
		return fmt.Sprintf("%s <= %d", name, t.atMost)
	case "content":
		return fmt.Sprintf("%sregex.match(%q, input.Content)", not, t.match)
	case "words":
		var padded []string
		for _, v := range t.values {
			padded = append(padded, " "+v+" ")
		}
		return not + anyOf("contains(input.Text, x)", padded)
	case "tags":
		return not + anyOf("x in input.Tags", t.values)
	}
	return fmt.Sprintf("%s%s in {%s}", not, name, quoted(t.values))
}

// anyOf returns a test that holds for one of the values.
func anyOf(test string, values []string) string {
	return fmt.Sprintf("count({x | some x in {%s}; %s}) > 0", quoted(values), test)
}
