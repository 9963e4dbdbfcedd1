// Package recipe holds the rules that administrators edit, and the engine that runs them.
//
// # The flow
//
//	host ──Event──▶ match ───▶ gate ───▶ plan ───▶ store ───▶ do ───▶ record
//	                trigger    schedule  recipe    schedule   action  history
//	                filter     (hours)   (pure)    (jobs)
//	                                                 ▲
//	                                   Tick: what is due now
//
// A [Set] is plain data: recipes, and the filters and calendars that they name. [Engine.Load] compiles it and swaps it
// in. [Engine.Handle] takes one [trigger.Event] and decides about every recipe on the event as it came, in the set's
// order (match, gate: [Engine.Plan] and [Engine.Explain] are the same functions); keeps what the recipes ask for in one
// transaction together with the fact that the event was applied (store); calls the host's handlers for what is due
// now (do); and writes each end down (record). [Engine.Tick] does the same for what comes due later.
//
// Each stage is a file of its name. match.go asks the index and the filters, gate.go what an event must pass, plan.go makes
// the actions of one run, store.go keeps them, with waits.go for what is put off and begin.go for what is begun, do.go
// carries out, settle.go writes down how that ended (life.go has the table), and record.go makes the history.
//
// Data flows one way. What an action changes comes back only as a new event that the host sends, with the cause that
// [action.Input.Cause] gives it.
//
// # Actions, ids and edits
//
// An action is known by its id: the one that is written, or its kind where the recipe has one action of the kind. All that
// lasts is told apart by recipe and id: what waits, is repeated, is collected or is tried again, whose turn it is, and the
// key that handlers get. A row says whose action it is and what it waits for; what the action does comes from the recipes
// as they are when it runs. So an edit of names, texts and targets, and another action before it, lets what waits go on, at
// its instant and under its key. When it comes due, the filter, the topics and the trigger of now are asked, of the item
// as it is then. An action or a recipe that is removed or disabled cancels what waits, for good: the instant is kept in
// the store, so that it stays cancelled in every process when it is enabled again.
//
// A row of a recipe or an action that a process does not know is left to others for an hour after it was due, unless that
// process was told that it is removed; a row of a later version of the engine is left for ever. So an old and a new
// process may work side by side on one store. Several tenants share a store by [schedule.Prefix].
//
// # Threads, waits and signals
//
// Events are serialised by thread: the case; without one the conversation; without one the contact in its topic and
// service; without one the item alone. An action with "after" waits there, one for each recipe, action and thread: a
// later event moves it. It is one row, found by every name of its thread. What "unless" names cancels it in the
// transaction of the event that brings it, so it never runs after a customer's reply was applied. A reply that names the
// thread by another of its names, or that is applied before the event that it answers, is remembered for 72 hours and
// cancels too, at the latest when the action comes due. A message of a customer or an agent does so whatever led to it; of
// other events those do not that the waiting recipe itself brought about. When it comes due, the item is read again and
// everything that made the action wait must still hold.
//
// Two items are of one thread by the best name that both have: the same case; where not both name a case, the same
// conversation; where not both name one, the same contact in the topic and service.
//
// # When
//
// "after" counts from the event, in all time or in the open time of a calendar ("in"); "at" names an instant of the item
// instead, and moves with it. From the last event of the thread it counts silence, from the first ("from") a deadline: after
// that ran it is armed again only when something of its "unless" was heard. The hours of a recipe are asked of the event; they
// hold for what comes due later, too, when they say during: it is put off to the next opening. Hours of an action take their
// place for that action, and put it off also when it would run at once; it is then asked again
// like what waits, cancelled by what its "unless" names, and one for each event. An instant that was over
// for more than 72 hours when it was worked out is skipped. What is repeated counts from its first time, which nothing moves
// any more; an instant of the item that is gone ends the rest, too. An edit of "after" or "in" moves nothing that waits; beside
// "at" they count as they are by then when an event of the thread comes, or when the item says another instant.
//
// [Engine.Waiting] lists what waits in a thread, and [Engine.Cancel] ends one. Where threads are merged, the first of two
// waits of one action runs.
//
// # Who, and how often
//
// What a recipe or a bot sends starts no recipe on messages that does not ask for it ([trigger.Trigger.By]); state that a
// recipe changes does. A recipe never runs because of itself in one thread, runs at most three times in one thread for one
// first cause, and a chain is at most [trigger.MaxDepth] long; one first cause starts at most [Engine.MaxRuns] runs in all
// threads. What is more is [LoopStopped], told in the log once for each first cause and thread. A message of a customer or an
// agent is a first cause, whatever led to it. [Recipe.Stop] keeps later recipes from being asked. What a machine has sent is
// not answered ([action.Action.ToAutomatic]). An action with a limit is carried out so often in any window of time
// ([action.Limit]); what writes to people has one without saying so.
//
// A recipe in shadow ([Recipe.Shadow]) decides, and does nothing. [Engine.LoadValid] loads the recipes that have no fault, and
// [Engine.Lint] tells what loading a set would cancel.
//
// An event whose instant is more than five minutes ahead of the engine's clock counts as of that clock. What cancels a wait is
// compared with it as of the clock at which each was applied, where that was earlier than its instant by more than ten
// seconds, which is how far the clocks of processes may differ.
//
// # Events that were accepted
//
// [Engine.Accept] keeps an event in the host's own transaction, and decides nothing. Tick applies it, or whatever else
// touches its thread does so first, by the events' instants; no action that waits is begun before. An event that cannot be
// applied ten times is a dead letter.
//
// # Tries
//
// An action that is due at once is kept as begun by the caller of Handle, and run after the transaction. Whoever runs
// a row holds a claim on it for longer than a try may take; a row whose holder is gone comes up in Tick again. So a
// handler of [action.Handle] is called at least once, with one key, and one of [action.HandleLocal], inside the
// transaction, takes effect exactly once. What cannot be undone and was begun is not begun again, but reported. An
// action that fails is tried up to [MaxAttempts] times in about a day, and then is a dead letter, for
// [Engine.KeepDeadLetters]: see [Engine.DeadLetters].
//
// Tick runs [Engine.Workers] rows at a time, those of one thread one after the other. A row has a lane: the receiver of a
// webhook, the source of a poll, else the kind of action. A lane takes half of the workers at most, so that one receiver
// that is slow holds up nobody else.
//
// An action that takes turns ([action.Turner]) chooses when it is tried: of those whom its handler finds there, the one whom
// this action of the recipe chose longest ago. Each try of it chooses the same one as long as they are there.
//
// An action with a count or a quiet time ([action.Digester]) is collected first, in rows of its own, and sent for all
// that is pending, in pieces of some hundred.
//
// An action that is repeated is carried out at its first instant and then as one that waits: once for each
// thread, cancelled by what "unless" names. A time that fails counts and is not tried again.
//
// What an action finds out ([action.Output]) is read by the texts of later ones: {{ task.id.member }}. Those that read it
// are not begun before it has ended, and are filled in then. [history.Runs] makes the report of each run of what is in the
// history.
//
// # Polling
//
// A recipe on "poll" has a row that comes due every so many minutes. [Engine.Tick] then asks the host's [Source] for a
// document, reads its records, gives them their attributes, asks the filter, and compares those that match with those
// that matched before. One that is new starts the recipe, as an event of its own; it is tracked from then on. One that
// is known brings new data, which the next time of a repeated action is filled in with. One that is gone, for as many
// polls in a row as the recipe says, is resolved: what its actions have still to do is cancelled. A poll that fails changes
// nothing, and one with a record that cannot be identified resolves none that is not seen. The list of what may be tracked is
// written before anything is, and each record in a transaction of its own, so that a poll that was cut off is simply
// made again.
//
// An edit of such a recipe neither sends anew nor forgets. One that is disabled or removed forgets what it tracks.
//
// # Schedules
//
// A recipe on "schedule" runs when clocks in a zone show certain times of day, on certain days of the week, or on the open
// days of a calendar: see [schedule.Slots]. Such a slot is an event of kind [trigger.ScheduleFired] at its very instant,
// a first cause by the system. It is no signal: nothing that waits is cancelled by it. Only the engine makes such events;
// [Engine.Plan] and [Engine.Explain] answer for them too.
//
// Without "each" the event is about nothing but the recipe, whose thread it is, and an action that needs an item is a fault
// of the set. With "each" a source of the host ([ItemSource]) hands out cases or mentions, one after the other, and each
// in one of the recipe's topics is an event of its own, in its own thread: "all open cases, on Mondays at nine", and
// the way to run a new recipe over old cases. How far a run has come is kept in the recipe's row as a cursor. A run that was
// cut off goes on from there, and since the ID of an event is made of recipe, slot and item, no item comes twice at a slot.
// What is neither a case nor a mention is passed over and told in the history of the recipe.
//
// Of slots that nobody was there for, the last one runs, when it is less than 72 hours late. None from before the recipe
// was first loaded on this store counts, from before its times were edited, or from before it was enabled. A slot goes after
// the events of its instant that are there, and before what is due then.
//
// # What goes where
//
// Which actions a recipe may have with which trigger is what [Engine.Availability] says, or the set itself: wherever the
// item can have what the action needs ([action.Anywhere]), or as in Social Connect.
//
// # The host's own world
//
// Statuses, priorities, sentiments and further kinds of event are the host's: [Engine.Statuses] and the fields beside it
// declare them. A word of a trigger, an action or a condition that the host does not have is a fault of [Engine.Check] and
// a warning of [Engine.Load]; an event with such a status is refused.
//
// # What a caller must not do
//
// Do not change a [Set], or the fields of an [Engine], while the engine uses it. Do not reuse the ID of an event or
// of a recipe for another one: keys are made of them. Do not call [Engine.Handle] from a handler inside a transaction
// of the same store. Do not change what a handler's config points to: all runs of the recipe share it.
//
// # To add something
//
// An addition is one file, or one row of one table; the rest is its documentation and its tests. Whatever is forgotten, a test
// or the compiler asks for, and names the file. After it, "go run ./internal/manual" writes the manual anew.
//
//	to add             in the file                               touch
//	an event field     trigger/case.go                           Case: the field, with its JSON name and a comment
//	                   trigger/mention.go                        Mention, Author, Contact or Assigned: the same, and IsZero
//	                   trigger/event.go                          Event: the same
//	                   internal/manual/fieldexamples.go          fieldExamples
//	a kind of event    trigger/event.go                          Kind: its constant, with a comment
//	                   trigger/kindspec.go                       kindSpecs
//	a trigger          trigger/trigger.go                        OnNewItem and those beside it: its constant, with a comment
//	                   trigger/spec.go                           specs
//	                   trigger/option.go                         options, for a new member of a trigger
//	                   filter/triggerformula.go                  wordMembers, for a new member that names words
//	                   internal/manual/examples.go               examples
//	                   internal/conformance/trg_test.go          triggerRows
//	a kind of action   action/note.go                            Note, as an example: a file with its config and the methods of it
//	                   action/kinds.go                           kinds
//	                   recipe/recipetest/deskactions.go          carryOut
//	                   internal/manual/kindexamples.go           kindExamples, for members without an example in its comment
//	                   action/matrix_test.go                     TestAllowed
//	                   action/roundtrip_test.go                  configs
//	                   internal/conformance/act_place_test.go    places
//	an operator        filter/operators.go                       operators
//	                   filter/cond.go                            Cond: its comment
//	                   filter/tree_test.go                       TestTree
//	a function         filter/functions.go                       functions
//	                   filter/doc.go                             the package comment
//	                   filter/language_test.go                   its tests
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
