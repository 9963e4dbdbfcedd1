package filter

import (
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/wording"
)

// cond describes a node of a tree, or its denial.
func (d *describer) cond(c *Cond, denied bool) sentence {
	list, by := c.All, byAnd
	switch {
	case c.Not != nil:
		return d.cond(c.Not, !denied)
	case c.Field != "":
		return d.test(c, denied)
	case c.Any != nil:
		list, by = c.Any, byOr
	}
	if denied { // not (a and b) is not a, or not b
		by = byAnd + byOr - by
	}
	parts := make([]sentence, len(list))
	for i := range list {
		parts[i] = d.cond(&list[i], denied)
	}
	return d.group(parts, by)
}

// test describes a condition.
func (d *describer) test(c *Cond, denied bool) sentence {
	f, why := new(Compiler).fieldAt(c.Field)
	if why != "" {
		f = treeField{path: c.Field}
	}
	var values []string
	for _, v := range c.Values {
		v, err := scalar(v)
		if err != nil {
			continue
		}
		values = append(values, d.value(c.Op, v))
	}
	if _, ok := d.words.Operators[c.Op]; !ok {
		return d.quoted(strings.TrimSpace(c.Field+" "+c.Op+" "+strings.Join(values, " ")), denied)
	}
	if truth, ok := d.words.Truths[f.path]; ok && len(values) == 1 && (c.Op == "is" || c.Op == "is_not") {
		if values[0] == "true" || values[0] == "false" {
			return sentence{text: d.item(truth.Form(denied != (c.Op == "is_not") != (values[0] == "false"), 1), "")}
		}
	}
	return d.compare(c.Op, f.kind, d.field(f.path), values, denied)
}

// value returns a value of a tree in words.
func (d *describer) value(op string, v any) string {
	switch v := v.(type) {
	case string:
		if span, ok := parseDuration(v); ok && (op == "older_than" || op == "newer_than") {
			return d.words.Duration(span)
		}
		return d.words.Text(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return literal(v)
}

// compare describes a test by an operator of trees.
func (d *describer) compare(op string, on kind, subject noun, values []string, denied bool) sentence {
	p := d.words.Operators[op]
	switch {
	case on.list():
		if list, ok := d.words.Operators[op+":list"]; ok {
			p = list
		}
	case on == aTime:
		if moment, ok := d.words.Operators[op+":time"]; ok {
			p = moment
		}
	}
	all := numbered(values)
	all["field"], all["or"], all["and"] = subject.text, wording.Join(values, d.words.LastOr), wording.Join(values, d.words.LastAnd)
	return sentence{text: d.fill(p.Form(denied, len(values)), subject, all)}
}
