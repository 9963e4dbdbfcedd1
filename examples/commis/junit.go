package main

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"
)

// The elements of a JUnit report.
type (
	testSuites struct {
		XMLName xml.Name    `xml:"testsuites"`
		Suites  []testSuite `xml:"testsuite"`
	}
	testSuite struct {
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Cases    []testCase `xml:"testcase"`
	}
	testCase struct {
		Name    string   `xml:"name,attr"`
		Class   string   `xml:"classname,attr"`
		Failure *problem `xml:"failure"`
		Error   *problem `xml:"error"`
	}
	problem struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes the results of the files.
func writeJUnit(name string, files []string, results []tested) error {
	var all testSuites
	for _, file := range files {
		suite := testSuite{Name: file}
		for _, r := range results {
			if r.File != file {
				continue
			}
			one := testCase{Name: r.Test, Class: file}
			suite.Tests++
			switch {
			case r.err != nil:
				suite.Errors++
				one.Error = &problem{Message: "it did not run", Text: r.err.Error()}
			case !r.Passed:
				suite.Failures++
				one.Failure = &problem{Message: fmt.Sprintf("%d missing, %d unexpected", len(r.Missing), len(r.Unexpected)), Text: happenings(r)}
			}
			suite.Cases = append(suite.Cases, one)
		}
		all.Suites = append(all.Suites, suite)
	}
	text, err := xml.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append([]byte(xml.Header), append(text, '\n')...), 0o644)
}

// happenings lists what is missing and what is unexpected, a line each.
func happenings(r tested) string {
	var lines []string
	for _, h := range r.Missing {
		lines = append(lines, "did not happen: "+h.String())
	}
	for _, h := range r.Unexpected {
		lines = append(lines, "was not to happen: "+h.String())
	}
	return strings.Join(lines, "\n")
}
