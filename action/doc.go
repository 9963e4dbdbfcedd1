// Package action holds what a recipe can do: an [Action] as an administrator edits it, one typed config for each
// kind, and [Handlers], in which the host says how it carries each kind out.
//
// Each kind is one file; the doc comment of its config is its documentation. A host adds a kind of its own by
// registering a handler for its own [Config]. Which recipe may use which kind is one table, see [Allowed].
//
// What takes more than a call of the host is an adapter here, over small functions of the host: choosing one of
// several assignees ([Assigner]), finding who handled a contact lately ([SmartAssigner]), the order of
// calls to a directory of contacts ([Distributor], [ContactSaver]), and so on.
//
// The package does not decide when an action runs and does not retry: the engine of package recipe does. It
// never stores or sends anything itself. A host must not call handlers directly to run recipes.
package action
