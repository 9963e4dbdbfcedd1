package filter

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser/lexer"
)

// tooLargeForInt is how the parser refuses a whole number that an int of the system does not hold: on a system of 32 bits one
// that is not a fault.
const tooLargeForInt = "integer literal is too large"

// wideIntegers are the whole numbers of a text that may not fit into an int, by their offset in runes.
type wideIntegers map[int]wideInteger

type wideInteger struct {
	text, zeros string // as written, and as replaced for the parser
	value       int64
}

// takeOut returns the text with zeros instead of its wide integers, at the same places. The text has passed the guard.
func (w wideIntegers) takeOut(text string) string {
	lex := lexer.New()
	lex.Reset(file.NewSource(text))
	runes := []rune(text)
	for {
		t, err := lex.Next()
		if errors.Is(err, io.EOF) || err != nil {
			return string(runes)
		}
		if t.Kind != lexer.Number || strings.ContainsAny(strings.ToLower(t.Value), ".e") && !strings.HasPrefix(strings.ToLower(t.Value), "0x") {
			continue
		}
		value, err := strconv.ParseInt(digitsOf(t.Value), baseOf(t.Value), 64)
		if err != nil || value == int64(int32(value)) {
			continue
		}
		zeros := strings.Repeat("0", t.To-t.From)
		w[t.From] = wideInteger{text: t.Value, zeros: zeros, value: value}
		copy(runes[t.From:t.To], []rune(zeros))
	}
}

// digitsOf returns a number in lower case without the underscores between its digits.
func digitsOf(number string) string { return strings.ReplaceAll(strings.ToLower(number), "_", "") }

// baseOf returns the base for [strconv.ParseInt]: 0 for a number with a prefix such as 0x, and 10 otherwise, where leading
// zeros have no meaning.
func baseOf(number string) int {
	if len(number) > 1 && number[0] == '0' && strings.ContainsRune("xXbBoO", rune(number[1])) {
		return 0
	}
	return 10
}

// Visit puts a wide integer back into the tree. It implements [ast.Visitor].
func (w wideIntegers) Visit(n *ast.Node) {
	if _, ok := (*n).(*ast.IntegerNode); !ok {
		return
	}
	if wide, ok := w[(*n).Location().From]; ok {
		ast.Patch(n, &ast.ConstantNode{Value: wide.value})
	}
}

// message returns the parser's message with the number as it was written.
func (w wideIntegers) message(e *file.Error) string {
	wide, ok := w[e.From]
	if !ok {
		return e.Message
	}
	return strings.Replace(e.Message, wide.zeros, wide.text, 1)
}
