package recipe

import (
	"strconv"
	"strings"
)

// mostZeros is how many zeros an ID gets that was written with an exponent. Beyond it the exponent stays.
const mostZeros = 400

// numberID writes a JSON number without an exponent and needless zeros, every digit kept, so that one number is one ID
// however it is written: 1001, 1001.0 and 1.001e3.
func numberID(number string) string {
	digits, negative := strings.CutPrefix(number, "-")
	digits, exponent := cutExponent(digits)
	if exponent < -mostZeros || exponent > mostZeros {
		return number
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	digits, point := whole+fraction, len(whole)+exponent
	bare := strings.TrimLeft(digits, "0")
	point -= len(digits) - len(bare)
	digits = strings.TrimRight(bare, "0")
	switch {
	case digits == "":
		return "0"
	case point <= 0:
		digits = "0." + strings.Repeat("0", -point) + digits
	case point >= len(digits):
		digits += strings.Repeat("0", point-len(digits))
	default:
		digits = digits[:point] + "." + digits[point:]
	}
	if negative {
		return "-" + digits
	}
	return digits
}

// cutExponent takes the exponent off a number. One that no int holds is one beyond all bounds.
func cutExponent(number string) (digits string, exponent int) {
	i := strings.IndexAny(number, "eE")
	if i < 0 {
		return number, 0
	}
	exponent, err := strconv.Atoi(number[i+1:])
	if err != nil {
		exponent = mostZeros + 1
	}
	return number[:i], exponent
}
