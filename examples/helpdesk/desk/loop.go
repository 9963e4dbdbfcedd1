package desk

import (
	"context"
	"time"
)

// Grace is the time that Run gives running actions to end when it is stopped.
const Grace = 20 * time.Second

// remember is the time for which the IDs of applied events are stored.
const remember = 30 * 24 * time.Hour

// Run loads the recipes when their file changes, and calls Tick each second and after each event. When ctx ends it lets
// running actions end, within [Grace], and returns; the next process does the rest.
func (d *Desk) Run(ctx context.Context) {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() {
		select {
		case <-work.Done():
		case <-time.After(Grace):
			cancel()
		}
	})
	defer stop()
	second, day := time.NewTicker(time.Second), time.NewTicker(24*time.Hour)
	defer second.Stop()
	defer day.Stop()
	for ctx.Err() == nil {
		d.reload()
		if err := d.tick(work); err != nil {
			d.logger.Error("what is due could not be carried out", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-d.wake:
		case <-second.C:
		case <-day.C:
			if _, err := d.Store.Forget(work, remember); err != nil {
				d.logger.Error("old events could not be forgotten", "error", err)
			}
		}
	}
}

// Tick loads the recipes if their file changed, and carries out due actions until none is left. Run calls it; a test or a
// cron job may call it instead.
func (d *Desk) Tick(ctx context.Context) error {
	d.reload()
	for {
		select {
		case <-d.wake:
		default:
		}
		if err := d.tick(ctx); err != nil || len(d.wake) == 0 {
			return err
		}
	}
}

// wakeUp has Run, or Tick, look for what is due.
func (d *Desk) wakeUp() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *Desk) tick(ctx context.Context) error {
	_, err := d.Engine.Tick(ctx)
	return err
}

func (d *Desk) reload() {
	if d.Recipes == nil {
		return
	}
	if err := d.Recipes.Reload(); err != nil {
		d.logger.Error("the recipes stay as they were", "error", err)
	}
}
