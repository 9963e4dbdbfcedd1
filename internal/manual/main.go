package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	page, err := page(".")
	if err == nil {
		err = os.WriteFile(filepath.FromSlash(path), page, 0o644)
	}
	var help []byte
	if err == nil {
		help, err = lines(".")
	}
	if err == nil {
		err = os.WriteFile(filepath.FromSlash(linesPath), help, 0o644)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// path is the path of the manual from the root of the repository.
const path = "recipe/MANUAL.md"

// linesPath is the path of the lines that editors show.
const linesPath = "internal/helptext/lines.txt"
