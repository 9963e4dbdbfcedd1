// Answers of the desk as React state.
import { useCallback, useEffect, useRef, useState } from "react";
import { Refused } from "./api";

export interface Loaded<T> {
  data: T | undefined;
  error: Refused | undefined;
  loading: boolean;
  reload: () => void;
}

/** Loads on the first render and whenever key changes; an older answer never replaces a newer one. */
export function useLoad<T>(load: () => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ key: string; data?: T; error?: Refused; loading: boolean }>({ key, loading: true });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    let current = true;
    setState((s) => (s.key === key ? { ...s, loading: true } : { key, loading: true }));
    latest.current().then(
      (data) => current && setState({ key, data, loading: false }),
      (e: unknown) => current && setState((s) => ({ key, data: s.data, error: refused(e), loading: false })),
    );
    return () => {
      current = false;
    };
  }, [key, turn]);
  const reload = useCallback(() => setTurn((t) => t + 1), []);
  const fresh = state.key === key;
  return { data: fresh ? state.data : undefined, error: fresh ? state.error : undefined, loading: !fresh || state.loading, reload };
}

/** Makes a Refused of whatever was thrown. */
export function refused(e: unknown): Refused {
  return e instanceof Refused ? e : new Refused(0, { error: e instanceof Error ? e.message : String(e) });
}

/** The value as it was when it had not changed for so many milliseconds. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
