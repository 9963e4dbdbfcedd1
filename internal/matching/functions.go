package matching

// Functions are what package filter does for package recipe.
type Functions[F, P, T, V any] struct {
	// NewIndex returns an index of the rules.
	NewIndex func(rules []Rule[P]) Index[P, V]
	// Verdict returns whether the filter provably excludes events whose field at the path has the value. It understands
	// comparisons with constants (==, !=, in, not in, is) under and, or and not; anything else could be true or false. The
	// field must hold text: for a list the answer is always Silent.
	Verdict func(program P, path, value string) Verdict
	// Tasks returns the names under which the template reads outputs of earlier actions, "" for all of them.
	Tasks func(template T) []string
	// SetTasks makes the outputs of earlier actions of a run available to the view, by the names the recipe gives them, until
	// its next Reset.
	SetTasks func(view V, outputs map[string]any)
	// Describe returns the filter in words, and whether they are alternatives, which need brackets beside other words. The item,
	// "mention" or "case", is called it; "" names every item.
	Describe func(f F, item string) (words string, alternatives bool)
	// DescribeValue returns the value of an expression in words, as Describe does.
	DescribeValue func(expression, item string) string
	// Tests returns the tests of the filter, joined as in its text; nil for a filter that matches every event.
	Tests func(program P) *Test[V]
}
