// Package desk is a small helpdesk: customers open cases and write in them, agents reply and change cases, and the
// administrators' recipes do the rest. It is an example, to be read, copied and changed.
//
// It shows the three things that every host of Commis does. It sends each change as an event with its cause
// ([Desk.tell]), it reads items again for actions that waited ([Desk.refresh]), and it calls Tick ([Desk.Run]).
package desk
