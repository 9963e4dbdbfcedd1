package commandline

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestProgress(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := &Progress{w: &b, total: 4}
	for range 4 {
		p.Step()
	}
	p.End()
	bar := func(n int) string { return strings.Repeat("=", n) + strings.Repeat(" ", 40-n) }
	require.Equal(t, "\r["+bar(10)+"] 1/4 events\r["+bar(20)+"] 2/4 events\r["+bar(30)+"] 3/4 events\r["+bar(40)+"] 4/4 events\r"+
		strings.Repeat(" ", 72)+"\r", b.String())

	b.Reset()
	p.Hide()
	p.End()
	require.Empty(t, b.String(), "what does not stand there is not taken away")

	p = &Progress{w: &b, total: 100_000}
	for range 100_000 {
		p.Step()
		p.Hide()
	}
	require.Equal(t, barWidth, strings.Count(b.String(), "\r"), "it is drawn when it grows, not for every event")
}

// On a terminal that shows the lines too, the bar makes room for them and comes back.
func TestSharedProgress(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	p := &Progress{w: &b, total: 1000, shared: true}
	for range 100 {
		p.Step()
	}
	b.Reset()
	p.Hide()
	require.Equal(t, "\r"+strings.Repeat(" ", 72)+"\r", b.String())
	b.Reset()
	p.Step()
	require.Equal(t, "\r[===="+strings.Repeat(" ", 36)+"] 101/1000 events", b.String())
}

// Only a terminal gets a bar.
func TestNoProgress(t *testing.T) {
	t.Parallel()
	require.Nil(t, NewProgress(new(bytes.Buffer), nil, 1))
	f, err := os.Create(t.TempDir() + "/file")
	require.NoError(t, err)
	require.Nil(t, NewProgress(f, nil, 1))
	require.NoError(t, f.Close())
	require.Nil(t, NewProgress(f, nil, 1), "what cannot be asked is none")
	device, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer device.Close()
	require.False(t, NewProgress(device, nil, 1).shared)
	require.True(t, NewProgress(device, device, 1).shared)
	var none *Progress
	none.Step()
	none.End()
}
