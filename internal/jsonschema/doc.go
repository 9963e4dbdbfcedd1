// Package jsonschema makes JSON Schemas, of the 2020-12 draft (https://json-schema.org/draft/2020-12), of the types that
// documents are decoded into: unknown members are refused, as package strictjson refuses them.
package jsonschema
