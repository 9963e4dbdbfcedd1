// Package fault collects what is wrong with a document: every fault at once, in the order in which it was found, each with
// the path of its place. What a fault is (its type, its other members) is for the package that reports it; here are the
// list ([List], [Place]), the paths ([Join], [Index], [Member], [Within]) and the walks of what was joined ([Each], [Walk]).
package fault
