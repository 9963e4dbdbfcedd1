package fault

import (
	"errors"
	"iter"
)

// Each yields every error that err joins (see [errors.Join]), in order, however deep the joins are; err itself when it joins
// none, and nothing for nil.
func Each(err error) iter.Seq[error] {
	return func(yield func(error) bool) { each(err, yield) }
}

func each(err error, yield func(error) bool) bool {
	if err == nil {
		return true
	}
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return yield(err)
	}
	for _, one := range many.Unwrap() {
		if !each(one, yield) {
			return false
		}
	}
	return true
}

// Walk yields every E in err's tree, in order, also one that another error wraps, but not what an E itself wraps. For a part
// of the tree without any it yields that part, as the second value.
func Walk[E error](err error) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) { walk(err, yield) }
}

func walk[E error](err error, yield func(E, error) bool) bool {
	var found E
	switch e := err.(type) {
	case nil:
		return true
	case E:
		return yield(e, nil)
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			if !walk(one, yield) {
				return false
			}
		}
		return true
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); errors.As(inner, &found) {
			return walk(inner, yield)
		}
	}
	if errors.As(err, &found) { // by an As method
		return yield(found, nil)
	}
	var none E
	return yield(none, err)
}
