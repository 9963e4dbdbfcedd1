package filter

import (
	"errors"
	"strconv"
	"strings"

	"github.com/commis-recipes/commis/internal/strictjson"
)

// operatorSynonyms maps names that other products use to the operators of a tree.
var operatorSynonyms = map[string]string{
	"eq": "is", "equals": "is", "equal": "is", "==": "is", "=": "is", "in": "is", "is_in": "is", "one_of": "is", "any_of": "is",
	"ne": "is_not", "neq": "is_not", "not_equals": "is_not", "not_equal": "is_not", "!=": "is_not", "<>": "is_not", "not_in": "is_not", "nin": "is_not",
	"contains": "contains_any or contains_text", "includes": "contains_any or contains_text", "has": "contains_any or contains_text",
	"like": "contains_text", "not_contains": "contains_none", "does_not_contain": "contains_none",
	"regex": "matches", "regexp": "matches", "~": "matches", "begins_with": "starts_with", "prefix": "starts_with", "suffix": "ends_with", "iequals": "is_text",
	"greater_than": "gt", "less_than": "lt", ">": "gt", ">=": "gte", "ge": "gte", "<": "lt", "<=": "lte", "le": "lte", "range": "between",
	"present": "exists", "is_present": "exists", "is_set": "exists", "not_empty": "exists", "empty": "not_exists", "is_empty": "not_exists", "is_null": "not_exists", "blank": "not_exists",
	"before": "lt", "after": "gt", "all_of": "has_all", "contains_every": "has_all",
}

// groupSynonyms maps names that other products use to the members of a condition.
var groupSynonyms = map[string]string{"and": "all", "or": "any", "every": "all", "some": "any", "none": "not", "nor": "not", "conditions": "all", "rules": "all", "operator": "op", "comparator": "op", "path": "field", "key": "field", "property": "field"}

// operatorHint returns the end of a message about an unknown operator.
func operatorHint(name string) string {
	plain := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), " ", "_")
	if meant := operatorSynonyms[strings.ReplaceAll(plain, "-", "_")]; meant != "" {
		return ", did you mean " + meant + "?"
	}
	if meant := groupSynonyms[plain]; meant == "all" || meant == "any" || meant == "not" {
		return `; a group is written without op, as in {"` + meant + `": …}`
	}
	return didYouMean(name, operatorNames())
}

// withGroupHints suggests, for unknown members of a tree, the member of the same meaning in our trees.
func withGroupHints(err error) error {
	var list strictjson.Faults
	if !errors.As(err, &list) {
		return err
	}
	for _, f := range list {
		for name, meant := range groupSynonyms {
			if strings.HasPrefix(f.Msg, "unknown member "+strconv.Quote(name)) {
				f.Msg = "unknown member " + strconv.Quote(name) + ", did you mean " + strconv.Quote(meant) + "?"
			}
		}
	}
	return err
}

// expressionSynonyms maps operators of other languages to those of expressions.
var expressionSynonyms = map[string]string{
	"eq": "==", "equals": "==", "equal": "==", "ne": "!=", "neq": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<=",
	"like": "contains", "ilike": "contains", "includes": "contains", "has": "contains", "begins_with": "startsWith", "regex": "matches", "xor": "!=",
}
