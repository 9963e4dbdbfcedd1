package filter

import (
	"reflect"
	"strconv"
)

// Spreads reports whether the template is a single placeholder. As an element of a list it is replaced by all the
// elements of its value: see [Template.RenderList].
func (t *Template) Spreads() bool {
	return len(t.parts) == 1 && t.parts[0].text == "" && t.parts[0].value != nil
}

// RenderList returns the texts that the template produces as an element of a list. When it [Template.Spreads] and its
// value is a list, these are the list's elements, without missing ones: none for an empty list. Otherwise it is the one
// text of [Template.Render]. The error is a [*RunError].
func (t *Template) RenderList(v *View) ([]string, error) {
	if !t.Spreads() {
		text, err := t.Render(v)
		return []string{text}, err
	}
	v.meter.start("template")
	p := &t.parts[0]
	var texts []string
	_, err := p.evaluate(v, func(d typedValue) (string, error) {
		if !d.kind.list() {
			text, err := t.escape.format(d, p.inJSON)
			texts = []string{text}
			return "", err
		}
		size := 0
		for _, e := range elementsOf(d) {
			if e.isEmpty() {
				continue
			}
			text, err := t.element(p, e)
			if err != nil {
				return "", err
			}
			if size += len(text); size > maxRendered {
				return "", &runFault{msg: "the texts become too long"}
			}
			texts = append(texts, text)
		}
		return "", nil
	})
	if err != nil {
		return nil, err
	}
	return texts, nil
}

// element formats one element of a list. A nested list is formatted as JSON, as where a list is joined.
func (t *Template) element(p *templatePart, d typedValue) (string, error) {
	if !d.kind.list() {
		return t.escape.format(d, p.inJSON)
	}
	text, err := formatAsJSON(d.raw)
	if err != nil {
		return "", err
	}
	return t.escape.format(typedText(text), p.inJSON)
}

// RenderText is [Template.Render] for a place that needs one text. If the template [Template.Spreads] and its value is
// a list, that is an error, unless the text is a document of its own.
func (t *Template) RenderText(v *View) (string, error) {
	if !t.Spreads() || t.escape != Plain {
		return t.Render(v)
	}
	v.meter.start("template")
	return t.parts[0].evaluate(v, func(d typedValue) (string, error) {
		if d.kind.list() {
			return "", &runFault{msg: "the value is a list of " + strconv.Itoa(reflect.ValueOf(d.raw).Len()) +
				", but one text is needed here; put it in a list to insert every element"}
		}
		return t.escape.format(d, false)
	})
}

// elementsOf returns the elements of a list.
func elementsOf(d typedValue) []typedValue {
	v := reflect.ValueOf(d.raw)
	all := make([]typedValue, v.Len())
	for i := range all {
		all[i] = valueOf(v.Index(i).Interface())
	}
	return all
}
