package historytest_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/commis-recipes/commis/history"
	"github.com/commis-recipes/commis/trigger"
)

// flaw is what is wrong with a book; an empty one is honest.
type flaw string

const (
	oneLogPerID         flaw = "one log per ID"
	keyIsAString        flaw = "key is a string"
	itemIgnoresCase     flaw = "item ignores case"
	errorWhenUnknown    flaw = "error when unknown"
	nothingIsAnError    flaw = "nothing is an error"
	orderOfArrival      flaw = "order of arrival"
	newestFirst         flaw = "newest first"
	orderOfClockReading flaw = "order of clock reading"
	wholeMilliseconds   flaw = "whole milliseconds"
	forgetsChanged      flaw = "forgets changed"
	swapsNames          flaw = "swaps names"
	trimsText           flaw = "trims text"
	cutsText            flaw = "cuts text"
	keepsRepeats        flaw = "keeps repeats"
	lastCounts          flaw = "last counts"
	repeatIsAnError     flaw = "repeat is an error"
	repeatEndsTheCall   flaw = "repeat ends the call"
	idIgnoresCase       flaw = "ID ignores case"
	idPerLog            flaw = "ID per log"
	asksThenWrites      flaw = "asks, then writes"
	takesAnything       flaw = "takes anything"
	keepsHalf           flaw = "keeps half"
	remembersRefused    flaw = "remembers refused"
	ignoresContext      flaw = "ignores the context"
	refusesTooLate      flaw = "refuses too late"
	handsOutItsOwn      flaw = "hands out its own"
	onePage             flaw = "one page"
	smallCalls          flaw = "small calls"
	entryByEntry        flaw = "entry by entry"
)

// book is a recorder that shares no code with Memory.
type book struct {
	flaw   flaw
	mu     sync.Mutex
	ids    map[string]int // where an ID is in the log of its item
	logs   map[string][]history.Entry
	pauses int
	asked  int // how often it was asked whether an ID is known
}

func (b *book) Record(ctx context.Context, entries ...history.Entry) error {
	if err := b.refuse(ctx, entries); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ids == nil {
		b.ids, b.logs = map[string]int{}, map[string][]history.Entry{}
	}
	for _, e := range entries {
		_, known := b.ids[b.id(e)]
		if b.flaw == asksThenWrites {
			b.awaitAsker()
		}
		if known && b.flaw == repeatIsAnError {
			return errors.New("duplicate key")
		}
		if known && b.flaw == repeatEndsTheCall {
			return nil
		}
		b.add(e, known)
		if b.flaw == entryByEntry {
			b.pause()
		}
	}
	if b.flaw == refusesTooLate {
		return ctx.Err()
	}
	return nil
}

func (b *book) refuse(ctx context.Context, entries []history.Entry) error {
	if err := ctx.Err(); err != nil && b.flaw != ignoresContext && b.flaw != refusesTooLate {
		return err
	}
	switch {
	case b.flaw == takesAnything:
		return nil
	case b.flaw == nothingIsAnError && len(entries) == 0:
		return errors.New("no entries")
	case b.flaw == smallCalls && len(entries)*14 > 1<<16-1:
		return errors.New("too many parameters")
	}
	for i, e := range entries {
		err := e.Check()
		if err == nil {
			continue
		}
		if b.flaw == keepsHalf {
			return errors.Join(err, b.Record(ctx, entries[:i]...))
		}
		if b.flaw == remembersRefused {
			b.remember(entries[:i])
		}
		return err
	}
	return nil
}

func (b *book) remember(entries []history.Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, e := range entries {
		b.ids[b.id(e)] = 0
	}
}

// awaitAsker lets others have the lock until one of them has asked as well. As nobody may come, it does so only a few times,
// and not for long.
func (b *book) awaitAsker() {
	b.asked++
	if b.pauses++; b.pauses > 10 {
		return
	}
	for before, tries := b.asked, 0; b.asked == before && tries < 30; tries++ {
		b.mu.Unlock()
		time.Sleep(time.Millisecond)
		b.mu.Lock()
	}
}

// pause lets others have the lock, often enough to be found out.
func (b *book) pause() {
	if b.pauses++; b.pauses > 500 {
		return
	}
	b.mu.Unlock()
	time.Sleep(time.Millisecond)
	b.mu.Lock()
}

func (b *book) add(e history.Entry, known bool) {
	key := b.key(e.Item)
	if known && b.flaw == lastCounts {
		at := b.ids[b.id(e)]
		if log := b.logs[key]; len(log) > at && log[at].ID == e.ID {
			log[at] = e
		}
	}
	if known && b.flaw != keepsRepeats {
		return
	}
	b.ids[b.id(e)] = len(b.logs[key])
	b.logs[key] = append(b.logs[key], b.spoil(e))
}

func (b *book) id(e history.Entry) string {
	switch b.flaw {
	case idIgnoresCase:
		return strings.ToLower(e.ID)
	case idPerLog:
		return e.Item.String() + "#" + e.ID
	}
	return e.ID
}

func (b *book) key(s trigger.Ref) string {
	switch b.flaw {
	case oneLogPerID:
		return s.ID
	case keyIsAString:
		return s.Kind + "/" + s.ID
	case itemIgnoresCase:
		return strings.ToLower(s.Kind + "\x00" + s.ID)
	}
	return s.Kind + "\x00" + s.ID
}

func (b *book) spoil(e history.Entry) history.Entry {
	switch b.flaw {
	case wholeMilliseconds:
		e.At = e.At.Truncate(time.Millisecond)
	case forgetsChanged:
		e.Changed = false
	case swapsNames:
		e.Recipe.Name, e.Webhook = e.Webhook, e.Recipe.Name
	case trimsText:
		e.Reason = strings.TrimSpace(e.Reason)
	case cutsText:
		e.Error = e.Error[:min(len(e.Error), 1<<15)]
	}
	return e
}

func (b *book) Log(_ context.Context, s trigger.Ref) ([]history.Entry, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	log := b.logs[b.key(s)]
	if b.flaw == errorWhenUnknown && len(log) == 0 {
		return nil, errors.New("not found")
	}
	if b.flaw != handsOutItsOwn {
		log = slices.Clone(log)
	}
	switch b.flaw {
	case orderOfArrival:
		return log, nil
	case newestFirst:
		slices.Reverse(log)
	case onePage:
		log = log[:min(len(log), 10_000)]
	}
	slices.SortStableFunc(log, func(x, y history.Entry) int {
		if b.flaw == orderOfClockReading {
			const clock = "2006-01-02T15:04:05.000000000"
			return strings.Compare(x.At.Format(clock), y.At.Format(clock))
		}
		return x.At.Compare(y.At)
	})
	return log, nil
}
