// A list of texts or numbers: Enter or a comma adds one, Backspace in an empty box takes the last one off.
import { useState, type KeyboardEvent } from "react";
import type { ControlProps } from "./field";
import { Icon } from "./icon";

export type Token = string | number | boolean;

export function Tokens(props: {
  value: Token[];
  onChange: (value: Token[]) => void;
  control?: ControlProps;
  label?: string;
  suggestions?: string[];
  /** Makes a token of what was typed. */
  read?: (text: string) => Token;
  placeholder?: string;
  /** Whether a comma may be within a token. */
  commas?: boolean;
}) {
  const [text, setText] = useState("");
  const { value, onChange } = props;
  const listID = props.control ? `${props.control.id}-list` : undefined;
  const add = (typed: string) => {
    const trimmed = typed.trim();
    if (trimmed) onChange([...value, props.read ? props.read(trimmed) : trimmed]);
    setText("");
  };
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return;
    if ((e.key === "Enter" || (e.key === "," && !props.commas)) && text.trim()) {
      e.preventDefault();
      add(text);
    } else if (e.key === "Enter") e.preventDefault();
    else if (e.key === "Backspace" && !text && value.length) onChange(value.slice(0, -1));
  };
  const suggestions = props.suggestions?.filter((s) => !value.includes(s));
  return (
    <div className="tokens">
      {value.map((v, i) => (
        <span className="token" key={i}>
          <span>{String(v)}</span>
          <button type="button" aria-label={`Remove ${String(v)}`} onClick={() => onChange(value.filter((_, n) => n !== i))}>
            <Icon name="close" />
          </button>
        </span>
      ))}
      <input
        {...props.control}
        aria-label={props.label}
        value={text}
        placeholder={value.length ? "" : props.placeholder}
        list={suggestions?.length ? listID : undefined}
        autoComplete="off"
        onChange={(e) => {
          const typed = e.target.value;
          if (suggestions?.includes(typed) && !("inputType" in e.nativeEvent && e.nativeEvent.inputType === "insertText")) add(typed);
          else setText(typed);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => add(text)}
      />
      {suggestions?.length ? (
        <datalist id={listID}>
          {suggestions.map((s) => (
            <option key={s} value={s} />
          ))}
        </datalist>
      ) : null}
    </div>
  );
}
