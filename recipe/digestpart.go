package recipe

// part is what a sending of several pieces has taken of its limits, while none of them was sent. The first that is makes the
// sending count, whatever becomes of the others; when all of them came to nothing, it is given back.
type part struct {
	Took []took `json:"took"`
	Open int    `json:"open"` // how many pieces have not ended
}

// takePart asks the limits of what is being sent from the match first on, of which the task is the first piece.
func (x *transaction) takePart(t *task, d *digest, first uint64) error {
	end, err := x.take(t)
	if err != nil {
		return err
	}
	d.Asked, d.Limited, d.Part = true, end.outcome != "", ""
	pieces := int((d.Until - first + piece - 1) / piece)
	if d.Limited || len(t.Took) == 0 || pieces == 1 {
		return nil
	}
	if d.Parts == nil {
		d.Parts = make(map[string]part)
	}
	d.Part = t.Key
	d.Parts[d.Part] = part{Took: t.Took, Open: pieces}
	return nil
}

// endPiece notes that a piece of a sending has ended, and gives its part back when none was sent.
func (x *transaction) endPiece(d *digest, name string, sent bool) error {
	p, ok := d.Parts[name]
	switch {
	case !ok: // another piece was sent
		return nil
	case sent:
		delete(d.Parts, name)
		return nil
	}
	if p.Open--; p.Open > 0 {
		d.Parts[name] = p
		return nil
	}
	delete(d.Parts, name)
	return x.giveBackAll(p.Took)
}

// settlePiece is endPiece for the task of a piece.
func (x *transaction) settlePiece(t *task, sent bool) error {
	var d digest
	if err := d.read(x.tx, t.thread()); err != nil {
		return err
	}
	if err := x.endPiece(&d, t.Part, sent); err != nil {
		return err
	}
	return d.write(x.tx, t.thread())
}
