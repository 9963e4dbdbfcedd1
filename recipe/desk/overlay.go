package desk

import "reflect"

// overlay returns the known item with the fields of the new one. Either may be nil; neither is changed.
func overlay[T any](known, told *T) *T {
	switch {
	case known == nil:
		return told
	case told == nil:
		return known
	}
	item := *known
	overlayFields(reflect.ValueOf(&item).Elem(), reflect.ValueOf(told).Elem())
	return &item
}

// overlayFields sets the fields of a struct that are not zero. An empty list is not zero: it clears the field.
func overlayFields(item, told reflect.Value) {
	for i := range told.NumField() {
		switch f := told.Field(i); {
		case f.Kind() == reflect.Struct && f.NumField() > 0 && f.Type().Field(0).IsExported():
			overlayFields(item.Field(i), f)
		case !f.IsZero():
			item.Field(i).Set(f)
		}
	}
}
