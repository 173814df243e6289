type Child = Node | string | number | false | undefined;

/** Returns the element of the page with this id. */
export function byId<Type extends HTMLElement>(id: string, type: new () => Type): Type {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no ${type.name} #${id}.`);
  return found;
}

/** Returns what is written in a field of a form, without spaces around it. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Makes an element. Texts become text nodes, so that no data is read as HTML; false and undefined are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(
    ...children
      .filter((child) => child !== false && child !== undefined)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  return made;
}

/** Replaces what is in a container. What had the focus keeps it, known by its `data-key`. */
export function replaceChildren(container: HTMLElement, children: readonly Node[]): void {
  const focused = document.activeElement;
  const key = container.contains(focused) && focused instanceof HTMLElement ? focused.dataset["key"] : undefined;
  container.replaceChildren(...children);
  if (key === undefined) return;
  const again = [...container.querySelectorAll<HTMLElement>("[data-key]")].find((each) => each.dataset["key"] === key);
  again?.focus({ preventScroll: true });
}

let hiding: ReturnType<typeof setTimeout> | undefined;

/** Shows a message for a while. */
export function showMessage(text: string, isProblem = false): void {
  const message = byId("message", HTMLParagraphElement);
  message.textContent = text;
  message.className = isProblem ? "message bad" : "message";
  message.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (message.hidden = true), isProblem ? 10_000 : 4_000);
}
