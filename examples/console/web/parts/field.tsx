// A labelled control with its help and its faults.
import { createContext, useContext, useId, type ReactNode } from "react";
import type { Fault } from "../api";

/** The faults of the recipe that is edited, by path. */
export const FaultsContext = createContext<Fault[]>([]);

/** The faults at a path, and below it unless exact. */
export function useFaults(path: string, exact?: boolean): Fault[] {
  const faults = useContext(FaultsContext);
  return faults.filter((f) => {
    const p = f.path ?? "";
    return p === path || (!exact && (p.startsWith(path + ".") || p.startsWith(path + "[")));
  });
}

export function FaultLines({ faults, id }: { faults: Fault[]; id?: string }) {
  if (faults.length === 0) return null;
  return (
    <ul className="faults" id={id}>
      {faults.map((f, i) => (
        <li key={i}>{f.message}</li>
      ))}
    </ul>
  );
}

export interface ControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": boolean | undefined;
}

/** A label above one control; its faults are below, and readers of the screen hear them with it. */
export function Field(props: {
  label: string;
  path?: string;
  exact?: boolean;
  hint?: string;
  optional?: boolean;
  wide?: boolean;
  children: (control: ControlProps) => ReactNode;
}) {
  const id = useId();
  const faults = useFaults(props.path ?? "\u0000", props.exact);
  const described = [props.hint && `${id}-hint`, faults.length > 0 && `${id}-faults`].filter(Boolean).join(" ") || undefined;
  return (
    <div className={`field${props.wide ? " field-wide" : ""}${faults.length ? " field-bad" : ""}`} data-path={props.path}>
      <label htmlFor={id}>
        {props.label}
        {props.optional && <span className="muted"> (optional)</span>}
      </label>
      {props.children({ id, "aria-describedby": described, "aria-invalid": faults.length > 0 || undefined })}
      {props.hint && (
        <p className="hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
      <FaultLines faults={faults} id={`${id}-faults`} />
    </div>
  );
}

/** Several controls under one heading. */
export function Group(props: { label: string; path?: string; exact?: boolean; hint?: string; children: ReactNode }) {
  const faults = useFaults(props.path ?? "\u0000", props.exact);
  return (
    <fieldset className={`group${faults.length ? " field-bad" : ""}`} data-path={props.path}>
      <legend>{props.label}</legend>
      {props.hint && <p className="hint">{props.hint}</p>}
      {props.children}
      <FaultLines faults={faults} />
    </fieldset>
  );
}
