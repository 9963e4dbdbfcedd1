package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/commis-recipes/commis/trigger"
)

// partitionCount is how many events are handled at a time, in all processes. It is for good: another number would send the
// events of a thread to another partition, while earlier ones may still be in their old one.
const partitionCount = 12

// ackWait is how long an event or a wake-up is left to the process that got it: when that has died, it comes again. Where that
// only took longer, the event comes twice, and the second time does nothing.
const ackWait = 250 * time.Millisecond

// makeStreams makes the streams and their consumers, where they are missing.
func makeStreams(ctx context.Context, js jetstream.JetStream) error {
	// The server itself puts a thread into its partition: whoever publishes knows nothing of partitions.
	events, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: "EVENTS", Subjects: []string{"event.*"}, Retention: jetstream.WorkQueuePolicy, Duplicates: 2 * time.Minute,
		SubjectTransform: &jetstream.SubjectTransformConfig{
			Source: "event.*", Destination: fmt.Sprintf("event.{{partition(%d,1)}}.{{wildcard(1)}}", partitionCount),
		},
	})
	if err != nil {
		return err
	}
	for p := range partitionCount {
		// One pending at a time: the next event of a partition is delivered when this one is applied, to whomever.
		if err := makeConsumer(ctx, events, eventsOf(p), fmt.Sprintf("event.%d.*", p), 1); err != nil {
			return err
		}
	}
	// A schedule is a message that the server publishes anew, to its target, at an instant. One subject has one schedule.
	wakes, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
		Name: "WAKES", Subjects: []string{"wake.at.*", "wake.due.*"}, Retention: jetstream.WorkQueuePolicy,
		AllowMsgSchedules: true, MaxMsgsPerSubject: 1,
	})
	if err != nil {
		return err
	}
	return makeConsumer(ctx, wakes, "wakes", "wake.due.*", partitionCount)
}

func makeConsumer(ctx context.Context, s jetstream.Stream, name, subject string, pending int) error {
	_, err := s.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable: name, FilterSubject: subject, AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxAckPending: pending,
	})
	return err
}

// eventsOf returns the consumer of a partition.
func eventsOf(partition int) string { return fmt.Sprint("events-", partition) }

// eventMessage returns the subject of an event's thread, and its message. Events that name one thread by different names
// may go to different partitions: then the store alone serialises them.
func eventMessage(ev trigger.Event) (subject string, data []byte, err error) {
	data, err = json.Marshal(ev)
	return "event." + base64.RawURLEncoding.EncodeToString([]byte(ev.Threads()[0])), data, err
}

// publish sends an event; one that is sent again within two minutes is a duplicate, and the stream drops it. One that is
// sent again later, the engine knows for 30 days.
func publish(ctx context.Context, js jetstream.JetStream, ev trigger.Event) (*jetstream.PubAck, error) {
	subject, data, err := eventMessage(ev)
	if err != nil {
		return nil, err
	}
	return js.Publish(ctx, subject, data, jetstream.WithMsgID(ev.ID))
}
