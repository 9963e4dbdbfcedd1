package commandline

import (
	"errors"
	"io"
	"os"
)

// StandardInput is the name of standard input where a file is read.
const StandardInput = "-"

// CheckInputs returns an error when more than one of the files is standard input.
func CheckInputs(files ...string) error {
	n := 0
	for _, file := range files {
		if file == StandardInput {
			n++
		}
	}
	if n > 1 {
		return errors.New(`standard input can be read once, and "-" is given for more than one file; write the names of the others`)
	}
	return nil
}

// ReadFile returns the content of a file, or of standard input.
func ReadFile(file string, stdin io.Reader) ([]byte, error) {
	if file == StandardInput {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(file)
}
