package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// ownCPU returns the CPU time of this process.
func ownCPU() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it knows RUSAGE_SELF
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

var errNoProc = errors.New("the CPU time of a database is read from /proc, which this system does not have: use Linux")

// databaseCPU returns the CPU time of the PostgreSQL that this process started, with those of its processes that ended.
// It is counted in hundredths of a second for each of them.
func databaseCPU() (sum time.Duration, err error) {
	names, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(names) == 0 {
		return 0, errors.Join(errNoProc, err)
	}
	children := map[int][][]string{} // the fields from the state on, after the process ID
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			continue // it has ended
		}
		head, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); strings.Contains(head, "(postgres") && len(fields) > 15 {
			parent, _ := strconv.Atoi(fields[1])
			children[parent] = append(children[parent], append([]string{strings.Fields(head)[0]}, fields...))
		}
	}
	mains := children[os.Getpid()]
	if len(mains) != 1 {
		return 0, fmt.Errorf("this process started %d PostgreSQL servers, and not one", len(mains))
	}
	pid, _ := strconv.Atoi(mains[0][0])
	for _, fields := range append(children[pid], mains[0]) {
		for _, f := range fields[12:16] { // utime, stime, cutime and cstime
			n, _ := strconv.Atoi(f)
			sum += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return sum, nil
}
