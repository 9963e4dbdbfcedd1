package filter

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// parse parses an expression that has passed the guard. It returns nil after noting a fault.
func parse(fs *faults, text string, c *conf.Config) *parser.Tree {
	if strings.TrimSpace(text) == "" {
		fs.addAtOffset(0, "is empty")
		return nil
	}
	tree, err := parser.ParseWithConfig(text, c)
	var e *file.Error
	wide := make(wideIntegers)
	if errors.As(err, &e) && strings.Contains(e.Message, tooLargeForInt) {
		tree, err = parser.ParseWithConfig(wide.takeOut(text), c)
		if err == nil {
			ast.Walk(&tree.Node, wide)
		}
	}
	switch {
	case err == nil && isLarger(tree.Node, maxNodes):
		fs.addAtOffset(0, "has more than %d parts", maxNodes)
	case err == nil:
		return tree
	case errors.As(err, &e):
		fs.addAtOffset(e.From, "%s", administratorMessage(wide.message(e)))
	default:
		fs.addAtOffset(0, "%s", administratorMessage(err.Error()))
	}
	return nil
}

// unexpected matches the message of expr's parser about an unexpected token.
var unexpected = regexp.MustCompile(`^unexpected token (\w+)(?:\((.*)\))?$`)

// administratorMessage rewrites a message of expr's lexer or parser in an administrator's terms.
func administratorMessage(msg string) string {
	m := unexpected.FindStringSubmatch(msg)
	switch {
	case m != nil && m[1] == "EOF", msg == "unexpected end of expression":
		return "the expression ends too early"
	case m != nil:
		return "unexpected " + unexpectedToken(m[1], m[2])
	case strings.HasPrefix(msg, "literal not terminated"):
		return "the text is not closed, a quote is missing"
	case strings.HasPrefix(msg, "invalid char escape"), strings.HasPrefix(msg, "unable to unescape"):
		return `unknown escape in a text, write \\ for one \`
	case strings.HasPrefix(msg, "unclosed comment"):
		return "the comment is not closed"
	case strings.HasPrefix(msg, "unrecognized character"):
		return "unexpected character" + strings.TrimPrefix(msg, "unrecognized character:")
	case strings.Contains(msg, "exceeds maximum allowed nodes"):
		return "has more than " + strconv.Itoa(maxNodes) + " parts"
	case strings.Contains(msg, "coalesce expressions"):
		return "put brackets around ?? and its two sides beside another operator"
	case strings.HasPrefix(msg, "bad number syntax"):
		return "bad number" + strings.TrimPrefix(msg, "bad number syntax:")
	case strings.HasPrefix(msg, "expected at least"):
		return "a list and a test are needed, as in any(mention.tags, # == \"vip\")"
	case msg == "expected name":
		return "a name is missing after the dot"
	}
	return msg
}

// unexpectedToken describes a token that may not appear where it does, and suggests the one that was probably meant.
func unexpectedToken(kind, quoted string) string {
	value, err := strconv.Unquote(quoted)
	if err != nil {
		value = quoted
	}
	switch {
	case kind == "Operator" && value == "=":
		return "=, write == to compare"
	case kind == "Operator" && value == "&":
		return "&, write and"
	case kind == "Operator" && value == "#":
		return "#, use it only inside any, all, none, one or count"
	case kind == "String":
		return "text " + strconv.Quote(shorten(value))
	case kind == "Identifier" && expressionSynonyms[strings.ToLower(value)] != "":
		return value + ", did you mean " + expressionSynonyms[strings.ToLower(value)] + "?"
	case kind == "Identifier":
		if f, ok := functionNamed(value); ok {
			return value + ", write it in front as in " + value + f.usage
		}
		if word := suggest(value, operatorWords()); word != "" {
			return value + ", did you mean " + word + "?"
		}
	}
	return shorten(value)
}

func operatorWords() []string {
	return []string{"and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches"}
}
