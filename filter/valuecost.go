package filter

import (
	"reflect"
	"time"
)

// The prices of writing a value into a text, in budget units: for each byte of a text, which is written and read
// several times before an action uses it, and for each value.
const (
	writePrice = 32
	valuePrice = 128
)

// deepestCounted is the depth down to which the parts of a value are counted. Anything deeper is hardly data.
const deepestCounted = 64

var timeType = reflect.TypeFor[time.Time]()

// spendOnValue takes the price of writing a value from the budget before it is written, and reports whether the budget
// sufficed.
func (m *meter) spendOnValue(v reflect.Value, depth int) bool {
	fine := m.trySpend(1, valuePrice)
	if depth == deepestCounted || v.IsValid() && v.Type() == timeType {
		return fine
	}
	switch v.Kind() {
	case reflect.Interface, reflect.Pointer:
		return fine && m.spendOnValue(v.Elem(), depth+1)
	case reflect.String:
		return fine && m.trySpend(v.Len(), writePrice)
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return fine && m.trySpend(v.Len(), writePrice)
		}
		for i := 0; fine && i < v.Len(); i++ {
			fine = m.spendOnValue(v.Index(i), depth+1)
		}
	case reflect.Map:
		for all := v.MapRange(); fine && all.Next(); {
			fine = m.spendOnValue(all.Key(), depth+1) && m.spendOnValue(all.Value(), depth+1)
		}
	case reflect.Struct:
		for i := 0; fine && i < v.NumField(); i++ {
			fine = m.spendOnValue(v.Field(i), depth+1)
		}
	}
	return fine
}
