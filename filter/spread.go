package filter

import (
	"reflect"
	"strconv"
)

// Spreads reports whether the template is one placeholder and nothing else. As an element of a list it stands for as many
// elements as its value has: see [Template.RenderList].
func (t *Template) Spreads() bool {
	return len(t.parts) == 1 && t.parts[0].text == "" && t.parts[0].value != nil
}

// RenderList returns the texts that the template stands for as an element of a list. For one that [Template.Spreads] and has
// a list for a value, they are the elements of that, without those that are missing: none for an empty list. Any other is
// one text, that of [Template.Render]. The error is a [*RunError].
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

// element writes one element of a list. A list in a list has no place of its own: it is written as JSON, as where a list is
// joined.
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

// RenderText is [Template.Render] for a place where one text is wanted: a template that [Template.Spreads] and has a list
// for a value is an error there, unless the text is a document of its own.
func (t *Template) RenderText(v *View) (string, error) {
	if !t.Spreads() || t.escape != Plain {
		return t.Render(v)
	}
	v.meter.start("template")
	return t.parts[0].evaluate(v, func(d typedValue) (string, error) {
		if d.kind.list() {
			return "", &runFault{msg: "the value is a list of " + strconv.Itoa(reflect.ValueOf(d.raw).Len()) +
				", and one text is wanted here: a list is spread only where it is an element of a list"}
		}
		return t.escape.format(d, false)
	})
}

// elementsOf returns what is in a list.
func elementsOf(d typedValue) []typedValue {
	v := reflect.ValueOf(d.raw)
	all := make([]typedValue, v.Len())
	for i := range all {
		all[i] = valueOf(v.Index(i).Interface())
	}
	return all
}
