// Command peers matches mentions against recipes with this library's index and with the best known alternatives, in one
// run, and prints the time each takes for a mention. Every answer is compared with an oracle's; a wrong one ends the
// run.
//
//	go run . [-sizes 10,100,1000,10000,100000] [-rounds 7]
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	sizes := flag.String("sizes", "10,100,1000,10000,100000", "how many recipes")
	rounds := flag.Int("rounds", 7, "how many rounds; the median counts")
	flag.Parse()
	var list []int
	for _, s := range strings.Split(*sizes, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			fmt.Fprintf(os.Stderr, "peers: %q is not a number of recipes\n", s)
			os.Exit(2)
		}
		list = append(list, n)
	}
	if err := run(os.Stdout, list, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}
