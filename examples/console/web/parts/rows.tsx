// A list of any length: only the rows that can be seen are in the page.
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";

interface Props<T> {
  items: T[];
  height: number;
  label: string;
  keyOf: (item: T) => string;
  row: (item: T, i: number) => ReactNode;
  rowClass?: (item: T, i: number) => string;
  /** Moves the keyboard to this item once it is at this place. */
  focus?: { key: string; i: number };
}

const margin = 6; // rows above and below those in sight

/** Rows of one height in a box that scrolls. Up and down move from row to row, Home and End to the first and the last. */
export function Rows<T>({ items, height, label, keyOf, row, rowClass, focus }: Props<T>) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  const [target, setTarget] = useState<number>();

  const measure = useCallback(() => {
    const b = box.current;
    if (b) setSeen((s) => (s.top === b.scrollTop && s.height === b.clientHeight ? s : { top: b.scrollTop, height: b.clientHeight }));
  }, []);
  useLayoutEffect(() => {
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, [measure]);

  const show = useCallback(
    (i: number) => {
      const b = box.current!;
      const top = i * height;
      if (top < b.scrollTop) b.scrollTop = top;
      else if (top + height > b.scrollTop + b.clientHeight) b.scrollTop = top + height - b.clientHeight;
      measure();
      setTarget(i);
    },
    [height, measure],
  );
  const reached = useRef<{ key: string; i: number }>(undefined);
  useEffect(() => {
    const item = focus && items[focus.i];
    if (!item || reached.current === focus || keyOf(item) !== focus.key) return;
    reached.current = focus;
    show(focus.i);
  }, [focus, items, keyOf, show]);
  useEffect(() => {
    if (target === undefined) return;
    box.current?.querySelector<HTMLElement>(`[data-row="${target}"] [data-main]`)?.focus({ preventScroll: true });
    setTarget(undefined);
  }, [target]);

  const onKeyDown = (e: KeyboardEvent) => {
    const at = e.target instanceof HTMLElement && e.target.matches("[data-main]") ? e.target.closest<HTMLElement>("[data-row]") : null;
    if (!at) return;
    const i = Number(at.dataset.row);
    const page = Math.max(1, Math.floor(seen.height / height) - 1);
    const next = { ArrowUp: i - 1, ArrowDown: i + 1, Home: 0, End: items.length - 1, PageUp: i - page, PageDown: i + page }[e.key];
    if (next === undefined) return;
    e.preventDefault();
    show(Math.min(items.length - 1, Math.max(0, next)));
  };

  const first = Math.max(0, Math.floor(seen.top / height) - margin);
  const end = Math.min(items.length, Math.ceil((seen.top + seen.height) / height) + margin);
  return (
    <div className="rows" ref={box} onScroll={measure} onKeyDown={onKeyDown} tabIndex={-1}>
      <ul aria-label={label} style={{ height: items.length * height }}>
        {items.slice(first, end).map((item, n) => {
          const i = first + n;
          return (
            <li
              key={keyOf(item)}
              data-row={i}
              className={rowClass?.(item, i)}
              aria-setsize={items.length}
              aria-posinset={i + 1}
              style={{ height, transform: `translateY(${i * height}px)` }}
            >
              {row(item, i)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
