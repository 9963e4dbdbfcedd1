import { useState } from "react";
import { api } from "../api";
import { useLoad, useSettled } from "../load";
import { to } from "../route";
import { Icon } from "../parts/icon";
import { Problem } from "../parts/notice";
import { When } from "../parts/when";

/** The cases whose history can be read. */
export function Cases() {
  const [text, setText] = useState("");
  const sought = useSettled(text.trim(), 200);
  const loaded = useLoad(() => api.cases(sought), sought);
  const rows = loaded.data?.cases ?? [];
  return (
    <section className="page">
      <div className="page-head">
        <h1>Cases</h1>
        <p className="muted count" role="status">
          {loaded.data ? `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "case" : "cases"}` : "Loading…"}
        </p>
      </div>
      <div className="toolbar">
        <label className="search">
          <Icon name="search" />
          <span className="hidden">Search cases</span>
          <input type="search" placeholder="Search by number or subject" value={text} onChange={(e) => setText(e.target.value)} />
        </label>
      </div>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {loaded.data && rows.length === 0 && <p className="empty">No case is like this.</p>}
      {rows.length > 0 && (
        <ul className="cards" aria-label="Cases">
          {rows.map((c) => (
            <li key={c.id}>
              <a className="card-link" href={to("cases", c.id)}>
                <span className="card-main">
                  <strong className="cut" dir="auto">{c.subject || c.id}</strong>
                  <span className="muted">{c.id}</span>
                </span>
                <span className="muted nowrap">
                  {c.events} {c.events === 1 ? "event" : "events"}, <When at={c.last} />
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
