// Package pgserver starts a PostgreSQL for tests and benchmarks. It is not for hosts: it lives as long as the process that
// started it. It is there on Unix only.
package pgserver
