// Package netguard keeps requests that administrators configure away from where they do not belong: the machine
// itself, its private network, the metadata service of its cloud.
//
// [ParseURL] judges the text of an address. [Guard] judges every network address that a connection is about to be made
// to: behind the name service, so that a name that points to another place each time is judged each time.
//
// It does not make requests, and it is no firewall: what a host reaches by other means than the guarded dialer is not
// seen here.
package netguard
