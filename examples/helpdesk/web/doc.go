// Package web is the HTTP API of the helpdesk in package desk. Bodies are JSON; what is wrong with a request is told by a
// member "error".
//
// It knows nobody: an agent says who they are by the header Agent. A real helpdesk puts its sessions there.
package web
