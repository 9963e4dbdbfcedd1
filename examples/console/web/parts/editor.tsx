// CodeMirror in a shadow root: there its styles are adopted sheets, which a policy of style-src 'self' allows.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useRef } from "react";
import { api, type Fault } from "../api";
import { valueAt } from "./jsonplace";

const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--field)", borderRadius: "8px", border: "1px solid var(--line-strong)", fontSize: "14px" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--mono)", caretColor: "var(--text)", padding: "10px 4px", minHeight: "44px" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--muted)", border: "none" },
  ".cm-placeholder": { color: "var(--muted)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "var(--selection) !important",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--text)", border: "1px solid var(--line-strong)", borderRadius: "8px", boxShadow: "var(--shadow)", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", fontSize: "13px", maxHeight: "15em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "5px 12px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
  ".cm-completionDetail": { fontStyle: "normal", color: "inherit", opacity: "0.8", marginLeft: "12px", fontFamily: "var(--sans)" },
  ".cm-completionIcon": { display: "none" },
  ".cm-diagnostic": { padding: "6px 10px" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--bad)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--bad) 1.5px", textUnderlineOffset: "4px" },
  ".cm-lint-marker-error": { content: '""', width: "10px", height: "10px", borderRadius: "50%", backgroundColor: "var(--bad)", marginTop: "4px" },
  ".cm-matchingBracket": { backgroundColor: "var(--selection) !important" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.string], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
  { tag: [tags.function(tags.variableName), tags.propertyName], color: "var(--code-name)" },
]);

const words = new Set(["and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches"]);
const expression = StreamLanguage.define<null>({
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/) || stream.match(/^`[^`]*`?/)) return "string";
    if (stream.match(/^\d[\d_.]*/)) return "number";
    if (stream.match(/^(true|false|nil)\b/)) return "bool";
    const name = stream.match(/^[A-Za-z_#][\w]*/) as RegExpMatchArray | null;
    if (name) {
      if (words.has(name[0])) return "keyword";
      return stream.peek() === "(" ? "variableName.function" : "variableName";
    }
    stream.next();
    return null;
  },
});

const completions: CompletionSource = async (context) => {
  const before = context.matchBefore(/[\w.#"']+/);
  if (!before && !context.explicit) return null;
  const text = context.state.doc.toString();
  try {
    const found = await api.complete(text, context.pos);
    if (!found.items?.length || context.aborted) return null;
    return {
      from: found.from,
      to: Math.max(context.pos, found.to),
      filter: false,
      options: found.items.map((item) => ({ label: item.label, detail: item.detail, apply: item.insert || item.label, type: item.kind })),
    };
  } catch {
    return null;
  }
};

function diagnosticOf(state: EditorState, f: Fault): Diagnostic {
  const doc = state.doc;
  if (!f.line || f.line > doc.lines) {
    const { from, to } = (f.path && valueAt(state, f.path)) || { from: 0, to: doc.length };
    return { from, to, severity: "error", message: f.message };
  }
  const line = doc.line(f.line);
  const column = Math.max(0, (f.column ?? 1) - 1);
  const from = Math.min(line.to, line.from + [...line.text].slice(0, column).join("").length);
  const word = /^[\w.]+|^["'][^"']*["']?/.exec(doc.sliceString(from, line.to));
  return { from, to: word ? from + word[0].length : Math.min(line.to, from + 1), severity: "error", message: f.message };
}

export interface EditorProps {
  value: string;
  onChange: (value: string) => void;
  language: "expression" | "json";
  label: string;
  faults?: Fault[];
  describedBy?: string;
  placeholder?: string;
  readOnly?: boolean;
  tall?: boolean;
  /** It scrolls in a box of its own. */
  boxed?: boolean;
}

export function Editor(props: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useRef(props.onChange);
  changed.current = props.onChange;
  const first = useRef(props);

  useEffect(() => {
    const p = first.current;
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: "open" });
    // Tab leaves the editor, so that it can be used by keyboard alone.
    const extensions: Extension[] = [
      history(),
      bracketMatching(),
      closeBrackets(),
      EditorView.lineWrapping,
      look,
      syntaxHighlighting(colours),
      EditorView.contentAttributes.of({ "aria-label": p.label, "aria-multiline": "true", spellcheck: "false" }),
      EditorView.updateListener.of((u) => {
        if (u.docChanged) changed.current(u.state.doc.toString());
      }),
      keymap.of([{ key: "Tab", run: acceptCompletion }, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
    ];
    if (p.language === "json") extensions.push(json(), lineNumbers(), lintGutter());
    else extensions.push(expression, autocompletion({ override: [completions], activateOnTypingDelay: 120 }));
    if (p.boxed) extensions.push(EditorView.theme({ "&": { height: "420px" }, ".cm-scroller": { overflow: "auto" } }));
    if (p.placeholder) extensions.push(placeholder(p.placeholder));
    if (p.readOnly) extensions.push(EditorState.readOnly.of(true), EditorView.editable.of(true));
    const v = new EditorView({ root, parent: root, state: EditorState.create({ doc: p.value, extensions }) });
    view.current = v;
    return () => v.destroy();
  }, []);

  useEffect(() => {
    const v = view.current!;
    if (v.state.doc.toString() === props.value) return;
    v.dispatch({ changes: { from: 0, to: v.state.doc.length, insert: props.value } });
  }, [props.value]);

  useEffect(() => {
    const v = view.current!;
    v.dispatch(setDiagnostics(v.state, (props.faults ?? []).map((f) => diagnosticOf(v.state, f))));
    v.contentDOM.setAttribute("aria-invalid", String((props.faults ?? []).length > 0));
  }, [props.faults, props.value]);

  return <div className={`editor${props.tall ? " editor-tall" : ""}`} ref={host} data-editor={props.label} />;
}
