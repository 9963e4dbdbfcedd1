// Package action has the kinds of action of a recipe: an [Action] as an administrator edits it, one typed config for each
// kind, and [Handlers], the host's function for each kind.
//
// Each kind is one file; the doc comment of its config is its documentation. A host adds a kind of its own by
// registering a handler for its own [Config]. One table says which recipes may use which kind: see [Allowed].
//
// Adapters implement kinds that need more than one call of the host, on top of the host's small functions: choosing one
// of several assignees ([Assigner]), finding the last agent of a contact ([SmartAssigner]), the order of calls to a
// directory of contacts ([Distributor], [ContactSaver]), and so on.
//
// The package does not decide when an action runs and does not retry: the engine of package recipe does. It
// never stores or sends anything itself. A host must not call handlers directly to run recipes.
package action
