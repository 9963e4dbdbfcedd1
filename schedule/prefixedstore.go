package schedule

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Prefix returns the part of a store that belongs to one space, such as a tenant of a host that stores all tenants in
// one database. It puts the space before keys, kinds, subjects, names and ids, and removes it from results, so that no
// space can see, take or change anything of another, whatever the names of the spaces. Lanes are unchanged: tenants
// share their receivers. The store itself shows the rows of all spaces, under longer keys.
//
// It is safe for concurrent use if the store is, and costs no additional calls. Prefixes may be nested.
func Prefix(store Store, space string) Store {
	return &prefixedStore{store, fmt.Sprintf("%d:%s:", len(space), space)}
}

// prefixedStore is a store under a prefix. The prefix begins with a length, so that no prefix is the beginning of
// another.
type prefixedStore struct {
	store  Store
	prefix string
}

func (p *prefixedStore) Update(ctx context.Context, about Scope, fn func(ctx context.Context, tx Tx) error) error {
	about = Scope{p.prefixAll(about.Subjects), p.prefixAll(about.Keys), p.prefixAll(about.Names), p.prefixAll(about.IDs)}
	return p.store.Update(ctx, about, func(ctx context.Context, tx Tx) error { return fn(ctx, prefixedTx{p, tx}) })
}

func (p *prefixedStore) Take(
	ctx context.Context, now time.Time, kind string, lease time.Duration, max int, full ...string,
) ([]Job, error) {
	rows, err := p.store.Take(ctx, now, p.prefix+kind, lease, max, full...)
	if err != nil {
		return nil, err
	}
	return p.withoutPrefix(rows), nil
}

func (p *prefixedStore) Add(ctx context.Context, rows ...Job) error {
	rows = slices.Clone(rows)
	for i, j := range rows {
		rows[i] = p.withPrefix(j)
	}
	return p.store.Add(ctx, rows...)
}

// prefixAll puts the prefix before all words.
func (p *prefixedStore) prefixAll(words []string) []string {
	if words == nil {
		return nil
	}
	long := make([]string, len(words))
	for i, word := range words {
		long[i] = p.prefix + word
	}
	return long
}

// withPrefix returns a row as the underlying store holds it.
func (p *prefixedStore) withPrefix(j Job) Job {
	j.Key, j.Kind, j.Subject = p.prefix+j.Key, p.prefix+j.Kind, p.prefix+j.Subject
	j.Names = p.prefixAll(j.Names)
	return j
}

// withoutPrefix removes the prefix from rows of the underlying store, in place.
func (p *prefixedStore) withoutPrefix(rows []Job) []Job {
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

// prefixedTx is a transaction of a prefixedStore.
type prefixedTx struct {
	p  *prefixedStore
	tx Tx
}

func (t prefixedTx) Remember(id string) (bool, error) { return t.tx.Remember(t.p.prefix + id) }

func (t prefixedTx) Get(keys ...string) ([]Job, error) {
	rows, err := t.tx.Get(t.p.prefixAll(keys)...)
	return t.p.withoutPrefix(rows), err
}

func (t prefixedTx) List(name, kind, after string, max int) ([]Job, error) {
	rows, err := t.tx.List(t.p.prefix+name, t.p.prefix+kind, t.p.prefix+after, max)
	return t.p.withoutPrefix(rows), err
}

func (t prefixedTx) Put(j Job) (Job, error) {
	stored, err := t.tx.Put(t.p.withPrefix(j))
	if err != nil {
		return Job{}, err
	}
	return t.p.withoutPrefix([]Job{stored})[0], nil
}

func (t prefixedTx) Drop(keys ...string) ([]Job, error) {
	rows, err := t.tx.Drop(t.p.prefixAll(keys)...)
	return t.p.withoutPrefix(rows), err
}

func (t prefixedTx) Settle(key string, fence uint64, retryAt time.Time) error {
	return t.tx.Settle(t.p.prefix+key, fence, retryAt)
}
