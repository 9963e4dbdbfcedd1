package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/commis-recipes/commis/action"
	"github.com/commis-recipes/commis/trigger"
	"github.com/commis-recipes/commis/webhook/inbound"
)

// closedRecipes asks how it was when a case is closed, and keeps where.
const closedRecipes = `{"format":1,"recipes":[{"id":"closed","name":"Ask when a case is closed","enabled":true,"owner":"grace",
	"trigger":{"on":"record","source":"salesforce","object":"Case"},
	"filter":"record.IsClosed == 'true'",
	"actions":[
		{"do":"distribute_survey","id":"survey","with":{"method":"email","survey":"SV_1","list":"closed cases",
			"first_name":"{{ record.FirstName }}","last_name":"{{ record.LastName }}","email":"{{ record.ContactEmail }}"}},
		{"do":"save_contact","with":{"as":"transaction","first_name":"{{ record.FirstName }}","last_name":"{{ record.LastName }}",
			"email":"{{ record.ContactEmail }}","embedded_data":{"Store":"{{ record.Store }}","Survey":"{{ task.survey.distribution }}"}}}]}]}`

// message returns Salesforce's message about a case.
const message = `<?xml version="1.0" encoding="UTF-8"?>
<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<soapenv:Body><notifications xmlns="http://soap.sforce.com/2005/09/outbound">
<OrganizationId>00D000000000001</OrganizationId><ActionId>04k000000000001</ActionId><SessionId xsi:nil="true"/>
<Notification><Id>04l000000000001</Id><sObject xsi:type="sf:Case" xmlns:sf="urn:sobject.enterprise.soap.sforce.com">
<sf:Id>500000000000001</sf:Id><sf:IsClosed>true</sf:IsClosed><sf:FirstName>Ada</sf:FirstName><sf:LastName>Lovelace</sf:LastName>
<sf:ContactEmail>ada@example.com</sf:ContactEmail><sf:Store>Ghent</sf:Store>
</sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>`

// closedCase sends the message twice, as Salesforce may.
func closedCase(ctx context.Context, out io.Writer) error {
	fmt.Fprintln(out, "Salesforce tells that a case was closed:")
	people := &directory{out: out, contacts: map[string]bool{}}
	var can action.Handlers
	action.Handle(&can, action.Distributor{Directory: people})
	action.Handle(&can, action.ContactSaver{Directory: people})
	e, log, err := engine(&can, closedRecipes)
	if err != nil {
		return err
	}
	token := inbound.EventToken([]byte("32 random bytes that nobody knows"), "closed")
	mux := http.NewServeMux()
	mux.Handle("POST /salesforce/{token}", inbound.Salesforce{
		Token: token, Organization: "00D000000000001", Object: "Case", Now: func() time.Time { return noon },
		Handle: func(ctx context.Context, ev trigger.Event) error {
			_, err := e.Handle(ctx, ev)
			return err
		},
	})
	server := httptest.NewServer(mux)
	defer server.Close()
	for range 2 {
		answer, err := post(ctx, server.URL+"/salesforce/"+string(token), "text/xml", message)
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "  Salesforce is told: acknowledged", strings.Contains(answer, "<Ack>true</Ack>"))
	}
	report(out, log)
	return nil
}

// post sends a body and returns the answer.
func post(ctx context.Context, url, contentType, body string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer s3cret")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return answer.Status + "\n" + string(text), err
}

// directory is a directory of contacts that prints its calls.
type directory struct {
	out      io.Writer
	contacts map[string]bool // by address
}

var _ action.Directory = (*directory)(nil)

func (d *directory) FindContact(_ context.Context, _ action.Input, email string) (string, bool, error) {
	return email, d.contacts[strings.ToLower(email)], nil
}

func (d *directory) SaveContact(_ context.Context, in action.Input, list string, p action.Person) (string, error) {
	fmt.Fprintf(d.out, "  %s saves %s %s in %q\n", in.Recipe.Owner, p.FirstName, p.LastName, list)
	d.contacts[strings.ToLower(p.Email)] = true
	return p.Email, nil
}

func (d *directory) AddTransaction(_ context.Context, in action.Input, contact string, data action.EmbeddedData) error {
	fmt.Fprintln(d.out, " ", in.Recipe.Owner, "adds to", contact, map[string]string(data))
	return nil
}

func (d *directory) Survey(context.Context, action.Input, string) (action.SurveyState, bool, error) {
	return action.SurveyState{Active: true, Fields: []string{"Store"}}, true, nil
}

func (d *directory) Distribute(_ context.Context, in action.Input, s action.Distribution) (action.Distributed, error) {
	fmt.Fprintln(d.out, " ", in.Recipe.Owner, "sends", s.Survey, "to", s.Contact, "by", s.Method)
	return action.Distributed{ID: "EMD_1", Status: "sent"}, nil
}
