package wording

// Language has the texts of one language. Texts have placeholders in braces; see [Fill].
type Language struct {
	// Fields are the nouns of the fields of events, by path. {mention}, {mention's}, {case} and {case's} are the item and its
	// possessive, or the pronouns.
	Fields map[string]Noun
	// Items are the words for the item and its possessive, by "mention", "mention's", "case" and "case's"; Pronouns are those
	// for the item that the recipe is about.
	Items, Pronouns map[string]string
	// Truths are the sentences of the fields that are true or false, by path.
	Truths map[string]Phrase
	// Operators are the sentences of the operators of trees, by name; the name and ":list" or ":time" for a list or a time.
	// {field} is the noun, {or} and {and} are the values, joined, {1} and {2} are single values.
	Operators map[string]Phrase
	// Functions are the nouns of the functions that have a value and the sentences of those that are tests. {1} to {9} are the
	// arguments; {or} and {and} are the second one and those after it, joined; {all} are all of them.
	Functions map[string]Phrase
	// Compares are the sentences of ==, <, contains and the like between {1} and {2}.
	Compares map[string]Phrase
	// Arithmetic are the nouns of +, -, *, / and %, and of ?? and ? :.
	Arithmetic map[string]string
	// Verbs are the forms of words in braces for a noun in the singular and in the plural.
	Verbs map[string][2]string

	And, Or    string // between two tests
	LastAnd    string // before the last value of a list
	LastOr     string
	Always     string // a filter that every event passes
	Never      string // one that none passes
	Saved      Phrase // a saved filter, {name}
	Expression Phrase // an expression that has no words of its own, or does not compile, {text}
	Nothing    string // nil
	Element    string // the element of a list that a test looks at
	Member     string // {name}, a member of {of}
	Unit       map[string][2]string

	Complete Complete
	Recipe   Recipe
}

// Complete has the lines of documentation beside what an editor suggests.
type Complete struct {
	Operators, Constants map[string]string
	Word, Calendar       string // a word of a closed list, a calendar
	Filter               string // a saved filter
}

// Noun is a noun, of a field.
type Noun struct {
	Text   string
	Plural bool
	// Member is the noun of a member {name} of an object.
	Member string
}

// Phrase is a sentence and its denial. A noun has no denial. SaysMany and DeniesMany are the forms for several values, where
// they differ.
type Phrase struct{ Says, Denies, SaysMany, DeniesMany string }

// Form returns the sentence for a number of values.
func (p Phrase) Form(denied bool, values int) string {
	many := p.SaysMany
	one := p.Says
	if denied {
		one, many = p.Denies, p.DeniesMany
	}
	if values > 1 && many != "" {
		return many
	}
	return one
}

// Not returns the phrase that says what this one denies.
func (p Phrase) Not() Phrase {
	return Phrase{Says: p.Denies, Denies: p.Says, SaysMany: p.DeniesMany, DeniesMany: p.SaysMany}
}

// Recipe has the texts of the description of a recipe.
type Recipe struct {
	// Whole is the sentence: {trigger}, {filter}, {hours} and {actions}. Stop and Shadow follow it, where they are set.
	Whole, Stop, Shadow string
	// Sentence puts the full stop after a sentence {text}.
	Sentence string
	// Triggers are the sentences of the triggers, by On, with the members of the trigger; Own is that of the host's own kinds.
	Triggers map[string]string
	Own      string
	// Options are the ends of the sentence of each trigger: topics, by and types.
	Options string
	// Words are words of closed lists in the documents, by member and word.
	Words map[string]map[string]string
	// Hours are those of a recipe, and ActionHours those of an action, by During and Outside; {calendar} is the name.
	Hours, ActionHours map[string]string
	// Then is between two actions.
	Then string
	// Actions are the sentences of the kinds of action; Other is that of every other kind.
	Actions map[string]Action
	Other   string
	// Team and Group are the words for a team and a group of receivers, {name}.
	Team, Group string
	// Timing says when an action is carried out, with the members of the action.
	Timing string
	// Moment is what an expression is called that tells a time.
	Moment string
}

// Action is the sentence of a kind of action.
type Action struct {
	// Says has the members of the config as placeholders, {to.user}, and {who}, the users, teams and groups.
	Says string
	// Words are the words for the values of members.
	Words map[string]map[string]string
	// Silent are the members that the sentence leaves out.
	Silent []string
}
