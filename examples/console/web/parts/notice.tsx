import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import type { Refused } from "../api";

type Say = (text: string, kind?: "good" | "bad") => void;
const SayContext = createContext<Say>(() => {});

/** Says in one line what was done. */
export function useSay(): Say {
  return useContext(SayContext);
}

export function Notices({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<{ n: number; text: string; kind: "good" | "bad" }>();
  const say = useCallback<Say>((text, kind = "good") => setSaid((s) => ({ n: (s?.n ?? 0) + 1, text, kind })), []);
  useEffect(() => {
    if (!said || said.kind === "bad") return;
    const timer = setTimeout(() => setSaid(undefined), 7000);
    return () => clearTimeout(timer);
  }, [said]);
  const line = useMemo(
    () =>
      said && (
        <div className={`toast toast-${said.kind}`} key={said.n}>
          <span>{said.text}</span>
          <button type="button" className="plain" onClick={() => setSaid(undefined)}>
            Close
          </button>
        </div>
      ),
    [said],
  );
  return (
    <SayContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {line}
      </div>
    </SayContext>
  );
}

/** What went wrong with a whole page or part, and how to go on. */
export function Problem({ error, retry }: { error: Refused; retry?: () => void }) {
  return (
    <div className="banner banner-bad" role="alert">
      <p>{error.message}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
