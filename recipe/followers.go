package recipe

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/commis-recipes/commis/action"
)

// followers returns the tasks after this one, as they are begun when it has ended.
func (e *Engine) followers(t *task) (next []*task) {
	outputs := t.outputs()
	for _, n := range t.Next {
		n.setEvent(t.event)
		n.Outputs = outputs
		if n.with == nil && !n.waits() {
			e.fillLate(&n)
		}
		next = append(next, &n)
	}
	return next
}

// storeFollowers stores the tasks after one that has ended, which may read its output.
func (x *transaction) storeFollowers(t *task, res *result) error {
	next, err := x.readyFollowers(t, res)
	if err != nil || len(next) == 0 {
		return err
	}
	reports := make([]ActionReport, next[len(next)-1].Action+1)
	outer := x.passed
	x.passed = result{}
	if err := x.put(next, reports); err != nil {
		return err
	}
	res.next, res.nextTimes, res.reports = append(res.next, x.passed.next...), append(res.nextTimes, x.passed.nextTimes...), append(res.reports, x.passed.reports...)
	x.passed = outer
	for _, n := range next {
		if n.stored() {
			res.next = append(res.next, n)
		} else {
			res.reports = append(res.reports, reports[n.Action])
		}
	}
	return nil
}

// readyFollowers returns the tasks after one that has ended that can be run, and reports the others.
func (x *transaction) readyFollowers(t *task, res *result) ([]task, error) {
	here := true
	if t.polled() && len(t.Next) > 0 {
		var err error
		if here, err = t.stillTracked(x.tx); err != nil {
			return nil, err
		}
	}
	outputs := t.outputs()
	var tasks []task
	stopped := false
	next := slices.Clone(t.Next)
	for i := range next {
		next[i].setEvent(t.event)
		next[i].Outputs = outputs
	}
	for len(next) > 0 {
		n := next[0]
		next = next[1:]
		var end ending
		switch {
		case !here:
			end = cancelledBy(Resolved)
		case stopped:
			end = ending{outcome: Skipped, reason: StoppedBefore}
		case n.with == nil && !n.waits(): // it reads an output, or comes from a row
			end = x.e.fillLate(&n)
		}
		if end.outcome != "" {
			failed := end.outcome == Failed
			stopped = stopped || n.Stop && failed
			s := x.e.report(&n, x.now, end)
			res.reports = append(res.reports, s)
			x.note(&n, s)
			if failed {
				if err := x.armNext(&n, res); err != nil {
					return nil, err
				}
			}
			continue
		}
		if n.blocks() {
			tasks, next = chain(append(tasks, append([]task{n}, next...)...)), nil
			break
		}
		tasks = append(tasks, n)
	}
	return tasks, nil
}

// outputs returns the outputs that the tasks after this one read.
func (t *task) outputs() map[string]any {
	found := t.output.All()
	if !t.Read || found == nil {
		return t.Outputs
	}
	return with(maps.Clone(t.Outputs), t.ID, asDecoded(found))
}

// rowNesting is more than the depth of an output in the row of a task: encoding/json decodes 10,000 levels.
const rowNesting = 1000

// asDecoded returns an output as decoded from its row, so that it is the same with and without a crash.
func asDecoded(found map[string]any) map[string]any {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // < is one byte here as it is there
	err := e.Encode(found)
	data := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	switch {
	case err != nil:
		return map[string]any{"omitted": "cannot be written as JSON"}
	case len(data) > action.MaxOutput:
		return map[string]any{"omitted": "too long"}
	case !json.Valid(slices.Concat(bytes.Repeat([]byte("["), rowNesting), data, bytes.Repeat([]byte("]"), rowNesting))):
		return map[string]any{"omitted": "nested too deeply"}
	}
	kept, err := decodeObject(data)
	if err != nil {
		return map[string]any{"omitted": err.Error()}
	}
	plain(kept)
	if _, err := json.Marshal(kept); err != nil {
		return map[string]any{"omitted": "holds a number that is too large"}
	}
	return kept
}

// fillLate fills in the texts of a task that read outputs. A non-zero ending means that it cannot be run.
func (e *Engine) fillLate(t *task) (end ending) {
	defer end.panics()
	r, end := e.present(e.loaded(), t)
	if end.outcome != "" {
		return end
	}
	view := e.view(t.event)
	defer e.done(view)
	if err := e.fill(&r.actions[t.Action], t, view); err != nil {
		return endingOf(err)
	}
	return ending{}
}
