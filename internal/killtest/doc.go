// Package killtest kills processes that share a durable store, all the time and at any instant, and judges what they leave:
// no event is lost or applied twice, no timer is left or fires after a reply that was applied, and what leaves a process
// comes again only with the same key.
//
// It is for the tests of the modules that have such a store. Their TestMain calls [Main], a test runs an [Ordeal], and an
// [Open] function says how a process opens the database: an SQL database with the tables of Commis, commis_jobs and
// commis_history, which is a table or a view. [Flaw] spoils a host, so that a test can show that the judge notices.
//
// It is not for hosts: its processes are the program of the tests itself, and its clock is the machine's.
package killtest
