//go:build js && wasm

// Playground is the console without a server: package desk as WebAssembly, in memory, for a worker of the page. It sets one global
// function, commisDesk, which takes a request as JSON text and returns the answer as JSON text; see package console/playground/local.
package main

import (
	"syscall/js"
	_ "time/tzdata" // calendars name time zones, which a page does not have

	"github.com/commis-recipes/commis/examples/console/playground/local"
)

func main() {
	js.Global().Set("commisDesk", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if len(args) != 1 || args[0].Type() != js.TypeString {
			return local.Bad("commisDesk takes one text, a request as JSON")
		}
		return local.Call(args[0].String())
	}))
	select {} // the function answers as long as the worker lives
}
