// Package matching has the types of what package filter does for package recipe alone: an index of very many rules, verdicts
// about filters without an event, and the outputs of earlier actions in templates. Hosts do not need these, and could not
// keep to their rules; so package filter offers them as one function, filter.Internals, whose types nobody else can name.
//
// F, P, T and V are the filters, programs, templates and views of package filter, which imports this package.
package matching
