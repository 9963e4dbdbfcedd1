// Who changed the recipe, and what; an earlier one can be restored.
import { api } from "../api";
import { useChange } from "../asking";
import { useLoad } from "../load";
import { Problem, useSay } from "../parts/notice";
import { When } from "../parts/when";
import { useDesk } from "../session";

export function RecipeHistory(props: { id: string; version: number; onRestored: () => void }) {
  const { session } = useDesk();
  const loaded = useLoad(() => api.revisions(props.id), `${props.id}/${props.version}`);
  const say = useSay();
  const change = useChange({});
  const list = loaded.data?.revisions ?? [];
  const restore = (version: number) =>
    void change.run(
      (confirmed) => api.restore(props.version, version, props.id, confirmed),
      () => {
        say(`The recipe is again as it was in version ${version}.`);
        props.onRestored();
      },
    );
  return (
    <div>
      {loaded.error && <Problem error={loaded.error} retry={loaded.reload} />}
      {loaded.data && list.length === 0 && <p className="empty">It was not changed yet.</p>}
      <ol className="revisions" aria-label="Changes, the latest first">
        {list.map((r, i) => (
          <li key={r.version}>
            <div className="revision-head">
              <strong>{r.by || "unknown"}</strong>
              <span className="muted">
                version {r.version}, <When at={r.at} />
              </span>
              {i > 0 && session.may.edit && (
                <button type="button" disabled={change.busy} onClick={() => restore(r.version)} aria-label={`Restore version ${r.version}`}>
                  Restore
                </button>
              )}
            </div>
            <ul>
              {(r.changes ?? []).map((c, n) => (
                <li key={n}>{c}</li>
              ))}
            </ul>
          </li>
        ))}
      </ol>
      {change.dialog}
    </div>
  );
}
