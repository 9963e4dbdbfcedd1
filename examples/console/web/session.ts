// Who is there, what the host has, and what time it is for the desk.
import { createContext, useContext } from "react";
import type { Help, Session } from "./api";
import type { JsonObject } from "./recipe";

export interface Desk {
  session: Session;
  help: Help;
  schema: JsonObject;
  /** Milliseconds to add to this browser's clock to get the desk's. */
  skew: number;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error("outside of the desk");
  return desk;
}
