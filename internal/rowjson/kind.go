package rowjson

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// AppendString appends a JSON string.
func AppendString(dst []byte, s string) ([]byte, bool) {
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return appendAny(dst, s)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"'), true
}

func appendAny(dst []byte, v any) ([]byte, bool) {
	data, err := json.Marshal(v)
	return append(dst, data...), err == nil
}

// String is a member that is a string.
func String[S any, T ~string](name string, of func(*S) *T) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return AppendString(dst, string(*of(s))) },
		func(p *Parser, s *S) bool {
			text, ok := p.string()
			*of(s) = T(text)
			return ok
		})
}

// OptString is a String that is not written when it is empty.
func OptString[S any, T ~string](name string, of func(*S) *T) Field[S] {
	return String(name, of).Omit(func(s *S) bool { return *of(s) == "" })
}

// Int is a member that is a whole number of a type of 64 bits.
func Int[S any, T ~int | ~int64](name string, of func(*S) *T) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return strconv.AppendInt(dst, int64(*of(s)), 10), true },
		func(p *Parser, s *S) bool {
			n, ok := p.integer()
			*of(s) = T(n)
			return ok && int64(T(n)) == n
		})
}

// OptInt is an Int that is not written when it is zero.
func OptInt[S any, T ~int | ~int64](name string, of func(*S) *T) Field[S] {
	return Int(name, of).Omit(func(s *S) bool { return *of(s) == 0 })
}

// Bool is a member that is true or false.
func Bool[S any](name string, of func(*S) *bool) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return strconv.AppendBool(dst, *of(s)), true },
		func(p *Parser, s *S) (ok bool) {
			*of(s), ok = p.bool()
			return ok
		})
}

// OptBool is a Bool that is not written when it is false.
func OptBool[S any](name string, of func(*S) *bool) Field[S] {
	return Bool(name, of).Omit(func(s *S) bool { return !*of(s) })
}

// Time is a member that is an instant.
func Time[S any](name string, of func(*S) *time.Time) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) {
			dst, err := of(s).AppendText(append(dst, '"'))
			return append(dst, '"'), err == nil
		},
		func(p *Parser, s *S) bool {
			text, plain := p.quoted()
			return plain && of(s).UnmarshalText(text) == nil
		})
}

// OptTime is a Time that is not written when it is zero.
func OptTime[S any](name string, of func(*S) *time.Time) Field[S] {
	return Time(name, of).Omit(func(s *S) bool { return of(s).IsZero() })
}

// Strings is a member that is a list of strings.
func Strings[S any, T ~string](name string, of func(*S) *[]T) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) {
			list := *of(s)
			if list == nil {
				return append(dst, "null"...), true
			}
			dst = append(dst, '[')
			for i, one := range list {
				if i > 0 {
					dst = append(dst, ',')
				}
				var ok bool
				if dst, ok = AppendString(dst, string(one)); !ok {
					return dst, false
				}
			}
			return append(dst, ']'), true
		},
		func(p *Parser, s *S) bool { return parseStrings(p, of(s)) })
}

func parseStrings[T ~string](p *Parser, list *[]T) bool {
	if !p.skip('[') || p.skip(']') { // an empty one is left to json.Unmarshal
		return false
	}
	var few [4]T
	found := few[:0]
	for {
		text, ok := p.string()
		if !ok {
			return false
		}
		found = append(found, T(text))
		switch {
		case p.skip(']'):
			*list = append([]T(nil), found...)
			return true
		case !p.skip(','):
			return false
		}
	}
}

// OptStrings is a Strings that is not written when it is empty.
func OptStrings[S any, T ~string](name string, of func(*S) *[]T) Field[S] {
	return Strings(name, of).Omit(func(s *S) bool { return len(*of(s)) == 0 })
}

// Object is a member that is an object with a table.
func Object[S, T any](name string, of func(*S) *T, table Table[T]) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return table.Append(dst, of(s)) },
		func(p *Parser, s *S) bool { return table.Parse(p, of(s)) })
}

// OptPointer is a member that is an object with a table, and is not written when it is nil.
func OptPointer[S, T any](name string, of func(*S) **T, table Table[T]) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return table.Append(dst, *of(s)) },
		func(p *Parser, s *S) bool {
			*of(s) = new(T)
			return table.Parse(p, *of(s))
		},
	).Omit(func(s *S) bool { return *of(s) == nil })
}

// Other is a member that encoding/json writes, and reads with numbers as they are written; empty reports that it is not
// written. It must be an object or a list.
func Other[S, T any](name string, of func(*S) *T, empty func(*T) bool) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return appendAny(dst, of(s)) },
		func(p *Parser, s *S) bool {
			raw, ok := p.raw()
			if !ok || raw[0] == '"' {
				return false
			}
			d := json.NewDecoder(bytes.NewReader(raw))
			d.UseNumber()
			return d.Decode(of(s)) == nil && d.InputOffset() == int64(len(raw))
		},
	).Omit(func(s *S) bool { return empty(of(s)) })
}

// OptIntPointer is a member that is a whole number, and is not written when it is nil.
func OptIntPointer[S any](name string, of func(*S) **int) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) { return strconv.AppendInt(dst, int64(**of(s)), 10), true },
		func(p *Parser, s *S) bool {
			n, ok := p.integer()
			i := int(n)
			*of(s) = &i
			return ok && int64(i) == n
		},
	).Omit(func(s *S) bool { return *of(s) == nil })
}

// OptObjects is a member that is a list of objects with a table, and is not written when it is empty.
func OptObjects[S, T any](name string, of func(*S) *[]T, table Table[T]) Field[S] {
	return newField(name,
		func(dst []byte, s *S) ([]byte, bool) {
			dst = append(dst, '[')
			list := *of(s)
			for i := range list {
				if i > 0 {
					dst = append(dst, ',')
				}
				var ok bool
				if dst, ok = table.Append(dst, &list[i]); !ok {
					return dst, false
				}
			}
			return append(dst, ']'), true
		},
		func(p *Parser, s *S) bool {
			if !p.skip('[') || p.skip(']') { // an empty one is left to json.Unmarshal
				return false
			}
			for {
				var one T
				if !table.Parse(p, &one) {
					return false
				}
				*of(s) = append(*of(s), one)
				switch {
				case p.skip(']'):
					return true
				case !p.skip(','):
					return false
				}
			}
		},
	).Omit(func(s *S) bool { return len(*of(s)) == 0 })
}
