// Native answers the requests of the playground as its WebAssembly does, but natively: a request as JSON on each line of its input, the
// answers on the lines of its output. The tests of the page compare both.
package main

import (
	"bufio"
	"fmt"
	"os"

	_ "time/tzdata" // as the WebAssembly has it

	"github.com/commis-recipes/commis/examples/console/playground/local"
)

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(out, local.Call(line))
	}
}
