module github.com/commis-recipes/commis/internal/scripts

go 1.25.0

replace github.com/commis-recipes/commis => ../..

require (
	github.com/clipperhouse/uax29/v2 v2.7.0
	github.com/commis-recipes/commis v0.0.0
	github.com/stretchr/testify v1.12.1
	golang.org/x/text v0.40.0
)

require (
	github.com/expr-lang/expr v1.17.8 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
