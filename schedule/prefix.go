package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Prefix returns the part of a store that belongs to one space, such as a tenant of a host that keeps all of them in
// one database. Keys, kinds, subjects, names and ids are kept under the space, and come back without it, so that nothing of
// one space is seen, taken or changed from another one, whatever the spaces are called. Lanes stay as they are: tenants
// share their receivers. Whoever uses the store itself sees the rows of all spaces, under longer keys.
//
// It is safe for concurrent use as the store is, and costs no call of its own. A part may have parts.
func Prefix(store Store, space string) Store {
	return &part{store, fmt.Sprintf("%d:%s:", len(space), space)}
}

// part is a store under a prefix. The prefix begins with a length, so that no two have anything in common.
type part struct {
	store  Store
	prefix string
}

func (p *part) Update(ctx context.Context, about Scope, fn func(ctx context.Context, tx Tx) error) error {
	about = Scope{p.all(about.Subjects), p.all(about.Keys), p.all(about.Names), p.all(about.IDs)}
	return p.store.Update(ctx, about, func(ctx context.Context, tx Tx) error { return fn(ctx, partTx{p, tx}) })
}

func (p *part) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string,
) ([]Job, error) {
	rows, err := p.store.Take(ctx, now, p.prefix+kind, lease, max, full...)
	if err != nil {
		return nil, err
	}
	return p.inside(rows), nil
}

func (p *part) Add(ctx context.Context, rows ...Job) error {
	rows = slices.Clone(rows)
	for i, j := range rows {
		rows[i] = p.outside(j)
	}
	return p.store.Add(ctx, rows...)
}

// all puts the prefix before all words.
func (p *part) all(words []string) []string {
	if words == nil {
		return nil
	}
	long := make([]string, len(words))
	for i, word := range words {
		long[i] = p.prefix + word
	}
	return long
}

// outside is a row of the part as the store keeps it.
func (p *part) outside(j Job) Job {
	j.Key, j.Kind, j.Subject = p.prefix+j.Key, p.prefix+j.Kind, p.prefix+j.Subject
	j.Names = p.all(j.Names)
	return j
}

// inside makes rows of the store, which nobody else has, those of the part.
func (p *part) inside(rows []Job) []Job {
	for i := range rows {
		j := &rows[i]
		for _, word := range []*string{&j.Key, &j.Kind, &j.Subject} {
			*word = strings.TrimPrefix(*word, p.prefix)
		}
		for k, name := range j.Names {
			j.Names[k] = strings.TrimPrefix(name, p.prefix)
		}
	}
	return rows
}

// partTx is a transaction of a part.
type partTx struct {
	p  *part
	tx Tx
}

func (t partTx) Remember(id string) (bool, error) { return t.tx.Remember(t.p.prefix + id) }

func (t partTx) Get(keys ...string) ([]Job, error) {
	rows, err := t.tx.Get(t.p.all(keys)...)
	return t.p.inside(rows), err
}

func (t partTx) List(name, kind, after string, max int) ([]Job, error) {
	rows, err := t.tx.List(t.p.prefix+name, t.p.prefix+kind, t.p.prefix+after, max)
	return t.p.inside(rows), err
}

func (t partTx) Put(j Job) (Job, error) {
	stored, err := t.tx.Put(t.p.outside(j))
	if err != nil {
		return Job{}, err
	}
	return t.p.inside([]Job{stored})[0], nil
}

func (t partTx) Drop(keys ...string) ([]Job, error) {
	rows, err := t.tx.Drop(t.p.all(keys)...)
	return t.p.inside(rows), err
}

func (t partTx) Settle(key string, fence uint64, retryAt time.Time) error {
	return t.tx.Settle(t.p.prefix+key, fence, retryAt)
}
