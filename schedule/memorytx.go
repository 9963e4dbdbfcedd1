package schedule

import (
	"errors"
	"slices"
	"time"
)

// memoryTx is one try of an Update of a [Memory]. It buffers its writes until it is committed. It locks what it touches
// beyond its scope, which is the subject of a row or an id, but it does not wait for that: when another Update holds it,
// missing is its name, and the try has failed.
type memoryTx struct {
	m       *Memory
	ended   bool
	held    []string // the names that it holds
	missing string
	ids     []string       // the ids that it remembered
	used    []*row         // the rows that it touched, with it as their user
	writes  []write        // one for each key
	index   map[string]int // the place of each key in writes, when there are many

	heldBuffer  [8]string
	usedBuffer  [4]*row
	writeBuffer [4]write
}

// write is a change of the row with a key; nil means no row. ifAbsent says that a row that was added meanwhile remains.
type write struct {
	key      string
	row      *row
	ifAbsent bool
}

var (
	errEnded = errors.New("schedule: transaction used after its end")
	errBusy  = errors.New("schedule: another Update holds the row; this one runs again")
)

// begin locks the memory for one call of the transaction, if err is nil.
func (tx *memoryTx) begin() error {
	switch {
	case tx.ended:
		return errEnded
	case tx.missing != "":
		return errBusy
	}
	tx.m.mu.Lock()
	return nil
}

// hold locks a name beyond the scope.
func (tx *memoryTx) hold(name string) error {
	if !tx.m.tryLock(tx, name) {
		tx.missing = name
		return errBusy
	}
	return nil
}

// use returns the row with the key as the transaction sees it, or nil. Nobody else changes or takes the row until the
// transaction has ended.
func (tx *memoryTx) use(key string) (*row, error) {
	if i, ok := tx.find(key); ok {
		return tx.writes[i].row, nil
	}
	r := tx.m.rows[key]
	if r == nil || r.user == tx {
		return r, nil
	}
	if err := tx.hold(r.Subject); err != nil {
		return nil, err
	}
	if tx.used == nil {
		tx.used = tx.usedBuffer[:0]
	}
	r.user = tx
	tx.used = append(tx.used, r)
	return r, nil
}

// many is the number of writes above which they are found by a map.
const many = 16

// find returns the place of the transaction's write for the key.
func (tx *memoryTx) find(key string) (i int, ok bool) {
	if tx.index != nil {
		i, ok = tx.index[key]
		return i, ok
	}
	i = slices.IndexFunc(tx.writes, func(w write) bool { return w.key == key })
	return i, i >= 0
}

// write replaces the transaction's write for a key.
func (tx *memoryTx) write(w write) {
	if i, ok := tx.find(w.key); ok {
		tx.writes[i] = w
		return
	}
	if tx.writes == nil {
		tx.writes = tx.writeBuffer[:0]
	}
	tx.writes = append(tx.writes, w)
	switch {
	case tx.index != nil:
		tx.index[w.key] = len(tx.writes) - 1
	case len(tx.writes) > many:
		tx.index = make(map[string]int, 2*many)
		for i, w := range tx.writes {
			tx.index[w.key] = i
		}
	}
}

func (tx *memoryTx) Remember(id string) (bool, error) {
	if err := tx.begin(); err != nil {
		return false, err
	}
	defer tx.m.mu.Unlock()
	if _, ok := tx.m.inbox.seen[id]; ok {
		return false, nil
	}
	name := "\x00id/" + id
	if tx.m.locks[name].holder == tx {
		return false, nil
	}
	if err := tx.hold(name); err != nil {
		return false, err
	}
	tx.ids = append(tx.ids, id)
	return true, nil
}

func (tx *memoryTx) Get(keys ...string) ([]Job, error) {
	found, bases, err := tx.get(keys)
	unpackAll(found, bases)
	return found, err
}

func (tx *memoryTx) get(keys []string) ([]Job, []*packBase, error) {
	if err := tx.begin(); err != nil {
		return nil, nil, err
	}
	defer tx.m.mu.Unlock()
	var few [8]*row
	rows := few[:0]
	for _, key := range keys {
		r, err := tx.use(key)
		if err != nil {
			return nil, nil, err
		}
		if r != nil {
			rows = append(rows, r)
		}
	}
	return copies(rows)
}

// copies returns copies of rows; nil for none.
func copies(rows []*row) ([]Job, []*packBase, error) {
	if len(rows) == 0 {
		return nil, nil, nil
	}
	all, bases := jobs(rows)
	return all, bases, nil
}

func (tx *memoryTx) List(name, kind, after string, most int) ([]Job, error) {
	found, bases, err := tx.list(name, kind, after, max(most, 0))
	unpackAll(found, bases)
	return found, err
}

func (tx *memoryTx) list(name, kind, after string, most int) ([]Job, []*packBase, error) {
	if err := tx.begin(); err != nil {
		return nil, nil, err
	}
	defer tx.m.mu.Unlock()
	var few [8]*row
	rows := tx.m.names.list(few[:0], name, kind, after, most+len(tx.writes))
	rows = tx.merge(rows, name, kind, after)
	rows = rows[:min(len(rows), most)]
	for i, r := range rows {
		used, err := tx.use(r.Key)
		if err != nil {
			return nil, nil, err
		}
		rows[i] = used
	}
	return copies(rows)
}

// merge returns the rows of the memory's list as the transaction sees it.
func (tx *memoryTx) merge(rows []*row, name, kind, after string) []*row {
	if len(tx.writes) == 0 {
		return rows
	}
	rows = slices.DeleteFunc(rows, func(r *row) bool {
		_, ok := tx.find(r.Key)
		return ok
	})
	listed := len(rows)
	for _, w := range tx.writes {
		if r := w.row; r != nil && r.Kind == kind && r.Key > after && slices.Contains(r.Names, name) {
			rows = append(rows, r)
		}
	}
	if len(rows) > listed {
		slices.SortFunc(rows, func(a, b *row) int { return compareKey(a, b.Key) })
	}
	return rows
}

// add puts the rows whose keys are not live.
func (tx *memoryTx) add(rows []Job) error {
	if err := tx.begin(); err != nil {
		return err
	}
	defer tx.m.mu.Unlock()
	for _, j := range rows {
		if r, err := tx.use(j.Key); err != nil {
			return err
		} else if r != nil {
			continue
		}
		_, removed := tx.find(j.Key) // by itself: then the row that is still there does not remain
		if err := tx.put(tx.m.newRow(j), !removed); err != nil {
			return err
		}
	}
	return nil
}

func (tx *memoryTx) Put(j Job) (Job, error) {
	r := tx.m.newRow(j) // before the memory is locked
	if err := tx.begin(); err != nil {
		return Job{}, err
	}
	defer tx.m.mu.Unlock()
	if _, err := tx.use(j.Key); err != nil {
		return Job{}, err
	}
	if err := tx.put(r, false); err != nil {
		return Job{}, err
	}
	j.Version, j.Fence, j.Attempt = r.Version, r.Fence, 0
	return j, nil
}

func (tx *memoryTx) put(r *row, ifAbsent bool) error {
	if err := tx.hold(r.Subject); err != nil {
		return err
	}
	tx.m.number(r)
	tx.write(write{r.Key, r, ifAbsent})
	return nil
}

func (tx *memoryTx) Drop(keys ...string) ([]Job, error) {
	dropped, bases, err := tx.drop(keys)
	unpackAll(dropped, bases)
	return dropped, err
}

func (tx *memoryTx) drop(keys []string) ([]Job, []*packBase, error) {
	if err := tx.begin(); err != nil {
		return nil, nil, err
	}
	defer tx.m.mu.Unlock()
	var rows []*row
	for _, key := range keys {
		r, err := tx.use(key)
		if err != nil {
			return nil, nil, err
		}
		if r != nil {
			rows = append(rows, r)
			tx.write(write{key: key})
		}
	}
	return copies(rows)
}

func (tx *memoryTx) Settle(key string, fence uint64, retryAt time.Time) error {
	if err := tx.begin(); err != nil {
		return err
	}
	defer tx.m.mu.Unlock()
	r, err := tx.use(key)
	switch {
	case err != nil:
		return err
	case r == nil || r.Fence != fence:
		return ErrStale
	case retryAt.IsZero():
		tx.write(write{key: key})
		return nil
	}
	again := &row{Job: r.Job, base: r.base}
	again.Due, again.Fence = retryAt, tx.m.fence.Add(1)
	tx.write(write{key: key, row: again})
	return nil
}

// end makes the writes visible, if they are committed, and passes on what the transaction holds.
func (tx *memoryTx) end(committed bool) {
	tx.m.mu.Lock()
	defer tx.m.mu.Unlock()
	tx.ended = true
	for _, r := range tx.used {
		r.user = nil
	}
	if committed {
		for _, id := range tx.ids {
			tx.m.inbox.remember(id)
		}
		for _, w := range tx.writes {
			switch {
			case w.row == nil:
				tx.m.remove(w.key)
			case !w.ifAbsent || tx.m.rows[w.key] == nil:
				tx.m.set(w.row)
			}
		}
	}
	tx.m.unlock(tx.held)
}
