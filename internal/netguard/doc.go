// Package netguard keeps requests configured by administrators away from addresses they must not reach: the machine
// itself, its private network, the metadata service of its cloud.
//
// [ParseURL] checks the text of an address. [Guard] checks every network address before a connection is made to it,
// after the name is resolved, so that a name that resolves to a different address each time is checked each time.
//
// The package makes no requests, and it is no firewall: it does not see connections made without the guarded dialer.
package netguard
