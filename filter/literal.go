package filter

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// The functions here write a value of a tree as a constant of an expression. problem is the end of a sentence about why
// that is impossible; the text is then only for display.

// equalValue writes a value of is, is_not and has_all.
func equalValue(on kind, v any) (text, problem string) {
	switch on {
	case aNumber:
		return numberValue(v)
	case aTime:
		return timeValue(v)
	case aTruth:
		if d := parseTruth(valueOf(v)); d.kind == aTruth {
			return strconv.FormatBool(d.truth), ""
		}
		return literal(v), "is not true or false"
	case aText, aWord, aTextList:
		return textValue(v)
	}
	if _, ok := v.(string); ok {
		return textValue(v)
	}
	return literal(v), ""
}

func textValue(v any) (text, problem string) {
	s, ok := v.(string)
	switch {
	case !ok:
		return literal(v), "is not text; write " + quote(literal(v))
	case s == "":
		return `""`, "is empty; use exists or not_exists"
	case !utf8.ValidString(s):
		return quote(s), "is not valid UTF-8"
	}
	return quote(s), ""
}

func wordValue(_ kind, v any) (text, problem string) { return termValue(anyWord, v) }

// plainValue writes a value of contains_text and similar operators.
func plainValue(m searchMode) func(kind, any) (text, problem string) {
	return func(_ kind, v any) (text, problem string) { return termValue(m, v) }
}

// durationValue writes a value of older_than and newer_than.
func durationValue(_ kind, v any) (text, problem string) {
	s, _ := v.(string)
	d, ok := parseDuration(s)
	switch {
	case !ok:
		return literal(v), `is not a duration, want one as in "30m", "36h", "2d" or "1w"`
	case d < 0:
		return literal(v), `is below zero; newer_than and older_than count back from the event`
	}
	return "duration(" + quote(s) + ")", ""
}

func termValue(m searchMode, v any) (text, problem string) {
	s, ok := v.(string)
	if !ok {
		return literal(v), "is not text; write " + quote(literal(v))
	}
	if _, err := newTermFor(m, s); err != nil {
		return quote(s), err.Error()
	}
	return quote(s), ""
}

func patternValue(_ kind, v any) (text, problem string) {
	s, ok := v.(string)
	if !ok {
		return literal(v), "is not text"
	}
	if !utf8.ValidString(s) {
		return quote(s), "is not valid UTF-8"
	}
	_, why := newPattern(s)
	return quote(s), why
}

// orderValue writes a value of gt, gte, lt, lte and between. A host's field is compared as a number or a time,
// depending on the value.
func orderValue(on kind, v any) (text, problem string) {
	switch on {
	case aNumber:
		return numberValue(v)
	case aTime:
		return timeValue(v)
	case aWord:
		return textValue(v)
	}
	if text, problem = numberValue(v); problem == "" {
		return text, ""
	}
	if _, isText := v.(string); isText {
		if text, problem = timeValue(v); problem == "" {
			return text, ""
		}
	}
	return literal(v), "is neither a number nor a time"
}

func numberValue(v any) (text, problem string) {
	d := valueOf(v)
	if d.kind == aText {
		d = parseNumber(d.text)
	}
	if d.kind != aNumber {
		return literal(v), "is not a number"
	}
	return literal(d.goValue()), ""
}

func timeValue(v any) (text, problem string) {
	d := valueOf(v)
	if _, ok := timeFrom(d); !ok {
		return literal(v), "is not a time, want one as in 2026-01-31T12:00:00Z or unix seconds"
	}
	return "date(" + literal(d.goValue()) + ")", ""
}

// literal writes a scalar as an expression does. Any other value becomes "?", which no expression accepts.
func literal(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case bool:
		return strconv.FormatBool(v)
	case int64:
		if v != math.MinInt64 { // the digits alone do not parse as a number
			return strconv.FormatInt(v, 10)
		}
		return "-9223372036854775808.0"
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return "?"
}

// quote writes a text as a constant of a filter.
func quote(s string) string { return strconv.Quote(s) }
