package filter

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// MaxText is the length of the longest expression, in bytes. A tree must fit into it as text.
const MaxText = 8 << 10

// guard notes faults that keep a text from being parsed: the parser is recursive, and a hostile text could exhaust its
// stack. It reports whether the text may be parsed. depth is how deep brackets may nest.
func guard(fs *faults, text string, depth int) bool {
	switch {
	case len(text) > MaxText:
		fs.addAtOffset(0, "the text has %d bytes, more than %d", len(text), MaxText)
		return false
	case !utf8.ValidString(text):
		fs.addAtOffset(0, "the text is not valid UTF-8")
		return false
	}
	lex := lexer.New()
	lex.Reset(file.NewSource(text))
	g := nestingGuard{fs: fs, depth: depth}
	for {
		t, err := lex.Next()
		var e *file.Error
		switch {
		case err == nil:
		case errors.As(err, &e):
			fs.addAtOffset(e.From, "%s", administratorMessage(e.Message))
			return false
		case errors.Is(err, io.EOF):
			return !g.stop
		default:
			fs.addAtOffset(0, "%v", err)
			return false
		}
		g.token(t)
		if g.deep {
			return false
		}
	}
}

// nestingGuard counts how deep the tokens so far are nested.
type nestingGuard struct {
	fs         *faults
	depth      int
	open       []int // for each open bracket, the conditionals (a ? b : c) begun in it
	conditions int   // in all open brackets
	unary      int   // operators of one operand in a row
	deep, stop bool
}

func (g *nestingGuard) token(t lexer.Token) {
	if why := bannedToken(t); why != "" {
		g.fs.addAtOffset(t.From, "%s", why)
		g.stop = true
	}
	if t.Is(lexer.Operator, "!", "not", "-", "+") {
		g.unary++
	} else {
		g.unary = 0
	}
	switch {
	case t.Is(lexer.Bracket, "(", "[", "{"):
		g.open = append(g.open, 0)
	case t.Kind == lexer.Bracket && len(g.open) > 0:
		g.conditions -= g.open[len(g.open)-1]
		g.open = g.open[:len(g.open)-1]
	case t.Is(lexer.Operator, "?"):
		g.conditions++
		if len(g.open) > 0 {
			g.open[len(g.open)-1]++
		}
	}
	if len(g.open)+g.conditions+g.unary > g.depth {
		g.fs.addAtOffset(t.From, "nested deeper than %d", maxDepth)
		g.deep = true
	}
}

// numberFault returns why a token is not a number that fits into an int64 or a float64, or "".
func numberFault(t lexer.Token) string {
	digits := strings.ToLower(strings.ReplaceAll(t.Value, "_", ""))
	var err error
	switch {
	case strings.HasPrefix(digits, "0x") || strings.HasPrefix(digits, "0b") || strings.HasPrefix(digits, "0o"):
		_, err = strconv.ParseInt(digits, 0, 64)
	case strings.ContainsAny(digits, ".e"):
		_, err = strconv.ParseFloat(digits, 64)
	default:
		_, err = strconv.ParseInt(digits, 10, 64)
	}
	switch {
	case errors.Is(err, strconv.ErrRange):
		return "the number is too large"
	case err != nil:
		return "bad number " + quote(shorten(t.Value))
	}
	return ""
}

// bannedToken returns why a token may not be used in a filter although expr knows it, or "".
func bannedToken(t lexer.Token) string {
	switch t.Kind {
	case lexer.Bytes:
		return "bytes are not available, write text in quotes without a b"
	case lexer.Number:
		return numberFault(t)
	case lexer.Operator:
	default:
		return ""
	}
	switch t.Value {
	case "let", ";":
		return "a filter is one expression, without let and ;"
	case "if", "else":
		return "if is not available, write test ? this : that"
	case "..":
		return "ranges are not available, write x >= 1 and x <= 5"
	case "**", "^":
		return "powers are not available"
	case "|":
		return "| is not available, write or between tests, and a function with its value in brackets"
	case "::":
		return ":: is not available"
	}
	return ""
}
