package desk

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
)

// list is a list of texts, in a column as JSON.
type list []string

// Value implements [driver.Valuer].
func (l list) Value() (driver.Value, error) {
	data, err := json.Marshal(append([]string{}, l...))
	return string(data), err
}

// Scan implements [sql.Scanner].
func (l *list) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("a list is text, and not %T", src)
	}
	return json.Unmarshal([]byte(text), (*[]string)(l))
}
