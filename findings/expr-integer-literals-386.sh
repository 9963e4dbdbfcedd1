#!/usr/bin/env bash
# github.com/expr-lang/expr v1.17.8: whether an integer literal compiles depends on the platform.
#
# An expression with a whole number above 2^31-1, such as an id of a chat service or a time in milliseconds, compiles on
# 64-bit platforms. On a 32-bit one (GOARCH=386) the same text is refused: "integer literal is
# too large". So a rule that was stored by a server can fail to compile on a smaller device. The literal is checked
# against Go's int, not against int64.
#
# Seen with Go 1.26, on linux/amd64, which runs 386 programs natively:
#
#   amd64: true <nil>
#   386: integer literal is too large (1:12)
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat > main.go <<'GO'
package main

import (
	"fmt"
	"strings"

	"github.com/expr-lang/expr"
)

func main() {
	program, err := expr.Compile("2147483648 > 0")
	if err != nil {
		fmt.Println(strings.SplitN(err.Error(), "\n", 2)[0])
		return
	}
	fmt.Println(expr.Run(program, nil))
}
GO
go mod init example.com/finding >/dev/null 2>&1
go get github.com/expr-lang/expr@v1.17.8 >/dev/null 2>&1
big=$(GOARCH=amd64 go run .)
small=$(GOARCH=386 go run .)
echo "amd64: $big"
echo "386: $small"
[ "$big" = "true <nil>" ] || { echo "changed on amd64"; exit 1; }
[ "$small" = "integer literal is too large (1:12)" ] || { echo "changed on 386"; exit 1; }
