// Package recipe holds the rules that administrators edit, and the engine that runs them.
//
// # The flow
//
//	host ──Event──▶ match ───▶ gate ───▶ plan ───▶ store ───▶ do ───▶ record
//	                trigger    schedule  recipe    schedule   action  history
//	                filter     (hours)   (pure)    (jobs)
//	                                                 ▲
//	                                        Tick: due rows
//
// A [Set] is plain data: recipes, and the filters and calendars that they name. [Engine.Load] compiles a set and swaps it in.
// [Engine.Handle] applies one [trigger.Event]. It decides about every recipe, in the set's order, on the event as it came
// (match, gate; [Engine.Plan] and [Engine.Explain] use the same functions), stores the actions and the event's ID in one
// transaction (plan, store), calls the host's handlers for actions that are due now (do), and stores their outcomes and the
// history (record). [Engine.Tick] does the same for actions that come due later.
//
// Each stage has a file of its name, and an event leads from one to the next: handle.go checks the event and makes sure that
// earlier ones of its thread are applied, match.go uses the index and the filters, gate.go checks an event before the filter,
// plan.go makes the actions of a run (run.go), store.go stores them, do.go carries actions out, settle.go stores the outcomes,
// and record.go makes the history. Beside the way are waits.go for actions that wait, resume.go and claim.go for those that
// come due, putoff.go for those that are not begun yet, and retry.go. taskstates.go has the table of an action's states.
//
// Data flows one way. A change by an action comes back only as a new event from the host, with the cause of
// [action.Input.Cause].
//
// # Actions, ids and edits
//
// An action is identified by its id: the explicit one, or its kind if the recipe has one action of the kind. All lasting state
// is keyed by recipe and action id: waits, repeats, digests, retries, round robins, limits, and the key that handlers get. A
// row has the action's id and its wait, but not its config, which comes from the recipes as they are when the action runs. So
// a wait survives edits of names, texts and targets, and a new action before it, with its instant and its key. When it comes
// due, the present filter, topics and trigger are checked against the present item. Removing or disabling an action or a
// recipe cancels its waits for good: the instant is stored, so that they stay cancelled in every process when it is enabled
// again.
//
// A row of a recipe or an action that a process does not know is left to other processes for an hour after it was due, unless
// this process saw that it was removed. A row of a later version of the engine is always left. So old and new processes can
// share a store during a deployment. Several tenants share a store by [schedule.Prefix].
//
// # Threads, waits and signals
//
// Events are serialised by thread: the case; without a case the conversation; without one the contact in its topic and
// service; without one the item alone. An action with "after" waits in its thread. It has one wait for each recipe, action and
// thread, which a later event moves: one row, found by every name of the thread. The signals in "unless" cancel it in the
// transaction of their event, so it never runs after a customer's reply was applied. A reply that names the thread by another
// of its names, or that is applied before the event that it answers, is stored for 72 hours and cancels too, at the latest
// when the action comes due. Messages of customers and agents cancel whatever their cause; other events do not cancel waits of
// the recipe that caused them. When a wait comes due, its item is read again, and the recipe's trigger, topics and filter must
// still hold.
//
// Two items belong to one thread by the best name that both have: the same case; if one of them has no case, the same
// conversation; if one of them has none, the same contact in the topic and service.
//
// # When
//
// "after" counts from the event, in all time or in the open time of a calendar ("in"); "at" counts from an instant of the
// item instead, and moves with it. From the last event of the thread ("from") it measures silence, from the first a deadline:
// after that ran, it is armed again only after a signal of its "unless". The hours of a recipe are checked for the event; if
// they say during, they are checked again for actions that come due later, which are put off to the next opening. Hours of an
// action replace the recipe's for that action, and put it off also when it would run at once; it is then checked like a wait,
// cancelled by its "unless", and one for each event. An instant that was over for more than 72 hours when it was worked out is
// skipped. A repeat counts from its first time, which nothing moves any more; an instant of the item that is gone ends the
// rest, too. An edit of "after" or "in" moves no wait; beside "at" the new values apply when an event of the thread comes, or
// when the item's instant changes.
//
// [Engine.Waiting] lists the waits of a thread, and [Engine.Cancel] cancels one. When threads are merged, the first of two
// waits of one action runs.
//
// # Who, and how often
//
// A message of a recipe or a bot starts recipes on messages only if they ask for it ([trigger.Trigger.By]); other changes by
// recipes start recipes. In one thread a recipe never runs because of itself, and runs at most three times for one first
// cause. A chain has at most [trigger.MaxDepth] recipes, and one first cause starts at most [Engine.MaxRuns] runs in all
// threads. Further runs are [LoopStopped], logged once for each first cause and thread. A message of a customer or an agent is
// a first cause, whatever caused it. [Recipe.Stop] ends the decisions about an event. A machine's message is not answered
// unless the action says so ([action.Action.ToAutomatic]). A limit bounds the number of times in any window of time
// ([action.Limit]); actions that write to people have a usual limit.
//
// A recipe in shadow ([Recipe.Shadow]) decides without effects. [Engine.LoadValid] loads the recipes without faults, and
// [Engine.Lint] lists the waits that loading a set would cancel.
//
// An event dated more than five minutes ahead of the engine's clock counts as of that clock. A signal is compared with a wait
// by the events' instants; if an instant was more than ten seconds ahead of the clock, which is more than the clocks of
// processes may differ, by the clock when the event was first applied.
//
// # Accepted events
//
// [Engine.Accept] stores an event in the host's own transaction, and decides nothing. Tick applies it, or any other call that
// needs its thread does so first, in the order of the events' instants; no wait is begun before. An event that cannot be
// applied ten times is a dead letter.
//
// # Tries
//
// The actions of an event that are due at once are carried out in their order. Those with a handler of [action.HandleLocal] that
// come first run in the transaction of the event itself, which stores their outcomes too. From the first other one on, Handle
// stores them as begun, and runs them after the transaction. The process that runs a row holds a claim on it for longer than
// a try may take; when the process ends, the row comes up in Tick again. A row that was taken and not begun comes up sooner, after
// [Engine.TakeLease]: when several processes have taken it, the first one that begins it goes on, and the others find that the
// row has another version. So a handler of [action.Handle] is called at least once, with one key, and one of
// [action.HandleLocal], inside a transaction, takes effect exactly once. A row with a local handler that comes due is begun,
// carried out and settled in one transaction; when it was taken five times and that never ended, its tries are stored before they
// are made, with claims that double, so that a handler that ends its process is not called for ever. An irreversible action that
// was begun is not begun again, but reported. A failed action is retried up to
// [MaxAttempts] times in about a day, and is then a dead letter for [Engine.KeepDeadLetters]: see [Engine.DeadLetters].
//
// Tick runs [Engine.Workers] rows at a time, those of one thread one after the other. A row has a lane: the receiver of a
// webhook, the source of a poll, or else the kind of action. A lane takes at most half of the workers, so that a slow receiver
// does not delay others.
//
// A round-robin action ([action.RoundRobin]) chooses when it is tried: of those who are available, the one whom this action of
// the recipe chose longest ago. Each try chooses the same one as long as they are available.
//
// The matches of an action with a count or a quiet time ([action.Digester]) are collected in rows of their own, and then the
// action is carried out for all pending matches, in pieces of some hundred.
//
// A repeat is carried out at its first instant and then as a wait: once for each thread, cancelled by its "unless". A failed
// time counts and is not retried.
//
// Texts of later actions can read the output of an action ([action.Output]): {{ task.id.member }}. Such actions are begun
// after it has ended, and are filled in then. [history.Runs] makes the report of each run from the history.
//
// # Polling
//
// A recipe on "poll" has a row that comes due regularly. [Engine.Tick] then fetches a document from the host's [Source],
// decodes its records, sets their attributes, evaluates the filter, and compares the matching records with those of the poll
// before. A new record starts the recipe, as an event of its own, and is tracked from then on. A known record updates the
// data with which the next time of a repeat is filled in. A record that was missing for as many polls in a row as the recipe
// says is resolved: its actions are cancelled. A failed poll changes nothing, and one with a record that cannot be identified
// resolves no missing record. The list of tracked records is stored first, and then the records: a changed one in a
// transaction of its own, and new ones as [Engine.HandleAll] applies events,
// those together whose lookups took less than a second. An interrupted poll is simply repeated.
//
// An edit of such a recipe neither sends messages again nor forgets records. Disabling or removing it forgets them.
//
// # Schedules
//
// A recipe on "schedule" runs at certain times of day in a zone, on certain days of the week or on the open days of a
// calendar: see [schedule.Slots]. Such a slot is an event of kind [trigger.ScheduleFired] at its very instant, a first cause
// by the system. It is no signal and cancels no wait. Only the engine makes such events; [Engine.Plan] and [Engine.Explain]
// accept them too.
//
// Without "each" the event is about the recipe alone, which is its thread, and an action that needs an item is a fault of the
// set. With "each" a source of the host ([ItemSource]) hands out cases or mentions, one after the other, and each one in the
// recipe's topics is an event of its own, in its own thread: "all open cases, on Mondays at nine", and the way to run a new
// recipe over old cases. The recipe's row has a cursor, from which an interrupted run goes on; since the ID of an event is made
// of recipe, slot and item, no item comes twice at a slot. An item that is neither a case nor a mention is passed over and
// reported in the history of the recipe.
//
// Of missed slots the last one runs if it is less than 72 hours late, but none from before the recipe was first loaded on this
// store, from before its times were edited, or from before it was enabled. A slot goes after the events of its instant, and
// before the actions that are due then.
//
// # Availability
//
// [Engine.Availability], or the set itself, selects the table of the actions that a recipe may have with each trigger: wherever
// the item can have what the action needs ([action.Anywhere]), or the table of Social Connect.
//
// # The host's own world
//
// Statuses, priorities, sentiments and further kinds of event are the host's: [Engine.Statuses] and the fields beside it
// declare them. A word in a trigger, an action or a condition that the host does not have is a fault of [Engine.Check] and
// a warning of [Engine.Load]; an event with an unknown status is refused.
//
// # Observing
//
// [Engine.Observer] is called for each event that was applied, each decision, and each action or try of one, with its start and
// end, the instant when it came due, and the key of its dead letter; also for an accepted event that has become a dead letter.
// It is called after the commit, exactly once for each entry of a [Report]; an entry that was rolled back is in no report. The history is written in the transaction; an observer
// is not called when the process ends after the commit. An [Observation] of an action that waited has its event and its run,
// so that a trace can link back to theirs. The module examples/otel makes OpenTelemetry spans and metrics.
//
// # What survives a crash
//
// Everything that was accepted. When Handle returns without an error, the event, what it asks for and the history of that are
// in the store, in one transaction. When it returns an error, or the process ends before it returns, send the event again.
//
// A process may end at any instant: between two calls of the store, within one, or after the database committed and before it
// could say so. Another process, or the same one started again, goes on from the store: no event is lost, none is applied
// twice, no wait ends after a reply that was applied, and none is forgotten. TestSimulation plays this in thousands of worlds,
// and schedule/postgres with processes that are killed. Beyond that:
//
//   - An action that was cut off runs again with the same key: one that came due and was not begun, or whose local handler wrote
//     in the store's own transaction, which was rolled back or is done, after [Engine.TakeLease]; another one a little more than
//     two deadlines later. What its handler did elsewhere may be done twice; the key is there for that. An irreversible action is
//     reported instead of repeated.
//   - Waits keep their instant. One that comes up late runs late, and not at all when it is late by more than 72 hours; a
//     repeated one does not catch up in a burst.
//   - A clock that jumps back, or differs from that of another process, makes things late, not early and not twice.
//   - A store that fails, blocks, panics, runs a function twice or wraps its errors changes none of this. Package
//     schedule/scheduletest checks whether a store of the host's own keeps its rules.
//
// # Limits
//
//   - [schedule.Memory] remembers applied events for 30 days: one that is sent again later is a new one. [history.Memory] keeps
//     everything.
//   - A handler that ignores the end of its context blocks the call that runs it: no goroutine outlives its call.
//   - A filter has at most 8 KiB of text, 64 levels, 2,000 nodes, and no loop inside a loop. An identifier has at most 512
//     bytes. A wait lasts at most 366 days.
//   - An export has at most 99 recipes, with the filters and calendars that they need, and 10 MiB.
//   - A polled document has at most 32 MiB and 10,000 records of 256 KiB. A larger one is a poll that failed.
//   - The source of the items of a recipe on a schedule is asked again, from the last cursor on, every fifteen seconds of a run
//     (half of [Engine.Deadline]): its order must be the same in each call.
//   - Dead letters are kept for 90 days ([Engine.KeepDeadLetters]), signals for 72 hours: a reply that is applied more than
//     three days before the event that it answers does not cancel the waits of that event.
//   - The connections of a webhook are not kept open: each address is checked anew. An answer is read up to 64 KiB, that of a
//     web service up to 1 MB, compressed by gzip or deflate or not at all.
//
// # Caveats
//
// Do not change a [Set], or the fields of an [Engine], while the engine uses it. Do not reuse the ID of an event or
// of a recipe for another one: keys are made of them. Do not call [Engine.Handle] from a handler inside a transaction
// of the same store. Do not change data that a handler's config points to: all runs of the recipe share it, also those of other
// engines of the process that have the same recipe.
//
// # Editors
//
// [Recipe.Describe] returns a recipe in plain English, [Engine.Schema] the JSON Schema of a set for this host, and
// [Engine.FilterCompiler] what package filter needs to complete an expression while it is written.
//
// # To add something
//
// An addition is one file, or one row of one table; the rest is its documentation and its tests. Whatever is forgotten, a test
// or the compiler asks for, and names the file. After it, "go run ./internal/manual" writes the manual anew, and its lines for editors.
//
//	to add             in the file                               touch
//	an event field     trigger/case.go                           Case: the field, with its JSON name and a comment
//	                   trigger/mention.go                        Mention, Author, Contact or Assigned: the same, and IsZero
//	                   trigger/event.go                          Event: the same
//	                   internal/manual/fieldexamples.go          fieldExamples
//	                   internal/wording/english.go               englishFields; Truths of English for one that is true or false
//	a kind of event    trigger/event.go                          Kind: its constant, with a comment
//	                   trigger/kindspec.go                       kindSpecs
//	a trigger          trigger/trigger.go                        OnNewItem and those beside it: its constant, with a comment
//	                   trigger/spec.go                           specs
//	                   trigger/option.go                         options, for a new member of a trigger
//	                   filter/triggerformula.go                  wordMembers, for a new member that names words
//	                   internal/manual/examples.go               examples
//	                   internal/wording/english.go               englishRecipe
//	                   action/matrix_test.go                     TestAllowed
//	                   internal/conformance/trg_test.go          triggerRows
//	a kind of action   action/note.go                            Note, as an example: a file with its config and the methods of it
//	                   action/kinds.go                           kinds
//	                   recipe/desk/actions.go                    carryOut
//	                   recipe/foresight/effect.go                effects, for a kind that changes an item or sends a message
//	                   internal/manual/kindexamples.go           kindExamples, for members without an example in its comment
//	                   internal/wording/english.go               englishActions
//	                   action/matrix_test.go                     TestAllowed
//	                   action/availability_test.go               TestAnywhere
//	                   action/roundtrip_test.go                  configs
//	                   internal/conformance/act_place_test.go    places
//	an operator        filter/operators.go                       operators
//	                   filter/cond.go                            Cond: its comment
//	                   internal/wording/english.go               English, its Operators
//	                   filter/tree_test.go                       TestTree
//	                   filter/describetree_test.go               TestDescribeTree
//	a function         filter/functions.go                       functions
//	                   filter/doc.go                             the package comment
//	                   internal/wording/english.go               englishFunctions
//	                   filter/language_test.go                   its tests
//	                   filter/describe_test.go                   TestDescribeText
//	an outcome         recipe/outcome.go                         Fired and those beside it: its constant, with a comment
//	                   recipe/outcome.go                         outcomes
//	                   recipe/lists_test.go                      TestOutcomesAreListed
//	                   internal/manual/outcomeexamples.go        outcomeExamples
//	a reason           recipe/reason.go                          Applied and those beside it: its constant, with a comment
//	                   recipe/reason.go                          reasons
//	                   internal/manual/outcomeexamples.go        reasonExamples
//
// # Imports
//
// schedule imports none of the others. trigger imports schedule; history and filter import trigger; action imports trigger and
// schedule; webhook imports action, trigger and schedule, webhook/inbound action and trigger. This package imports all of them
// but the two of webhooks, and recipe/archive imports this package. Packages below internal are shared.
package recipe
