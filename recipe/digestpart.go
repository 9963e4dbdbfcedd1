package recipe

// part is the part that a sending of several pieces has reserved of its limits, until one piece is sent. From then on the
// sending counts; if no piece is sent, the part is released.
type part struct {
	Reserved []reservation `json:"took"`
	Open     int           `json:"open"` // how many pieces have not ended
}

// reservePart reserves a part of the limits for a sending that begins with the match first; the task is its first piece.
func (x *transaction) reservePart(t *task, d *digest, first uint64) error {
	end, err := x.reserve(t)
	if err != nil {
		return err
	}
	d.Asked, d.Limited, d.Part = true, end.outcome != "", ""
	pieces := int((d.Until - first + piece - 1) / piece)
	if d.Limited || len(t.Reserved) == 0 || pieces == 1 {
		return nil
	}
	if d.Parts == nil {
		d.Parts = make(map[string]part)
	}
	d.Part = t.Key
	d.Parts[d.Part] = part{Reserved: t.Reserved, Open: pieces}
	return nil
}

// endPiece counts an ended piece of a sending, and gives the part back when none was sent.
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
	return x.releaseAll(p.Reserved)
}

// endPieceOf is endPiece for the task of a piece.
func (x *transaction) endPieceOf(t *task, sent bool) error {
	var d digest
	if err := d.load(x.tx, t.thread()); err != nil {
		return err
	}
	if err := x.endPiece(&d, t.Part, sent); err != nil {
		return err
	}
	return d.store(x.tx, t.thread())
}
