// Package additions is tests alone: for each thing that is added to the library again and again - a field of an event, a kind
// of event, a trigger, a kind of action, an operator, a function - they ask for every place that it needs, and name the file.
// The documentation of package recipe has the table of these places, which a test here keeps true.
package additions
