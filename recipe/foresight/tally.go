package foresight

import "github.com/commis-recipes/commis/recipe"

// Tally is what a recipe would have done about some events, or in the last line what all would have done.
type Tally struct {
	// Total marks the last line, which is about all recipes and has no Recipe.
	Total  bool   `json:"total,omitempty"`
	Recipe string `json:"recipe,omitempty"`
	Was    string `json:"was,omitempty"` // its ID in the other set, where it is another
	// Enabled is false in the line of a disabled recipe; nil otherwise. Shadow says that it is in shadow; it counts as if it
	// were not.
	Enabled *bool `json:"enabled,omitempty"`
	Shadow  bool  `json:"shadow,omitempty"`
	Events  int   `json:"events,omitempty"` // that were counted, in the last line
	// Repeated is the number of these events that were dropped, since an earlier one has their ID: redeliveries of it.
	// RepeatedOtherwise is the number of those that say something else than the event that they repeat. Both are in the
	// last line.
	Repeated          int `json:"repeated,omitempty"`
	RepeatedOtherwise int `json:"repeated_otherwise,omitempty"`
	// Runs is the number of events on which trigger, topics, by, filter and hours let it run, whatever became of its actions.
	Runs int `json:"runs"`
	// Actions are the numbers of actions that would have been carried out, by kind: a repeat each time, a digest each sending.
	Actions map[string]int `json:"actions,omitempty"`
	// Outcomes are the numbers of actions by what became of them: done, cancelled, skipped, limited and so on, and waiting for those
	// that wait at the end. Runs that a bound on loops stopped are loop_stopped.
	Outcomes map[string]int `json:"outcomes,omitempty"`
	// NoLonger and Newly are the numbers of events on which the recipe of the other set ran and this one does not, and the
	// reverse.
	NoLonger int      `json:"no_longer,omitempty"`
	Newly    int      `json:"newly,omitempty"`
	Examples Examples `json:"examples,omitzero"`
	// People is the number of contacts to whom more than one message would go.
	People int `json:"people_with_more_than_one,omitempty"`
	// Hours are the runs by the hour, counted from 1970.
	Hours map[int64]int `json:"-"`

	wrote map[string]int // messages by contact
}

// Examples are the IDs of the first events of each sort, five at most.
type Examples struct {
	Runs     []string `json:"runs,omitempty"`
	Newly    []string `json:"newly,omitempty"`
	NoLonger []string `json:"no_longer,omitempty"`
	// RepeatedOtherwise are events that were dropped and say something else than the one with their ID before, in the last line.
	RepeatedOtherwise []string `json:"repeated_otherwise,omitempty"`
}

// mostExamples is the number of events in each list of Examples.
const mostExamples = 5

func addExample(list *[]string, id string) {
	if len(*list) < mostExamples {
		*list = append(*list, id)
	}
}

// ran counts a run.
func (t *Tally) ran(id string, hour int64) {
	t.Runs++
	addExample(&t.Examples.Runs, id)
	if t.Hours == nil {
		t.Hours = make(map[int64]int)
	}
	t.Hours[hour]++
}

// ended counts the result of an action.
func (t *Tally) ended(do string, outcome recipe.Outcome, reason recipe.Reason) {
	word := string(outcome)
	if outcome == recipe.Skipped && string(reason) == "limited" {
		word = string(reason)
	}
	if outcome == recipe.Done {
		t.Actions = counted(t.Actions, do, 1)
	}
	t.Outcomes = counted(t.Outcomes, word, 1)
}

func counted(m map[string]int, word string, n int) map[string]int {
	if m == nil {
		m = make(map[string]int)
	}
	m[word] += n
	return m
}

// message counts a message to a contact.
func (t *Tally) message(contact string) {
	if contact == "" {
		return
	}
	t.wrote = counted(t.wrote, contact, 1)
	if t.wrote[contact] == 2 {
		t.People++
	}
}

// add adds the numbers of another tally.
func (t *Tally) add(o *Tally) {
	t.Runs += o.Runs
	t.NoLonger += o.NoLonger
	t.Newly += o.Newly
	for word, n := range o.Actions {
		t.Actions = counted(t.Actions, word, n)
	}
	for word, n := range o.Outcomes {
		t.Outcomes = counted(t.Outcomes, word, n)
	}
	for hour, n := range o.Hours {
		if t.Hours == nil {
			t.Hours = make(map[int64]int)
		}
		t.Hours[hour] += n
	}
}
