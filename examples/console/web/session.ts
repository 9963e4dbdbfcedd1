// Who is there and what time it is for the desk; and what the host has, for the pages that edit.
import { createContext, useContext } from "react";
import type { Help, Session } from "./api";
import type { JsonObject } from "./recipe";

export interface Desk {
  session: Session;
  /** Milliseconds to add to this browser's clock to get the desk's. */
  skew: number;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("outside of the desk");
  return desk;
}

export interface Host {
  help: Help;
  schema: JsonObject;
}

export const HostContext = createContext<Host | null>(null);

export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("outside of an editor");
  return host;
}
