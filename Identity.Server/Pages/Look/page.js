// Everything works without this: it only makes waiting, typing and copying nicer.
(() => {
  "use strict";

  const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

  each("[data-peek]", (button) => {
    const input = document.getElementById(button.dataset.peek);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.textContent = shown ? button.dataset.show : button.dataset.hide;
      button.setAttribute("aria-pressed", String(!shown));
      input.focus();
    });
    // A password that was shown is not kept by the browser as text that was typed.
    input.form.addEventListener("submit", () => (input.type = "password"));
  });

  each("[data-caps]", (hint) => {
    const input = document.getElementById(hint.dataset.for);
    const tell = (event) => {
      const on = event.getModifierState && event.getModifierState("CapsLock");
      hint.textContent = on ? hint.dataset.caps : "";
    };
    input.addEventListener("keydown", tell);
    input.addEventListener("keyup", tell);
    input.addEventListener("blur", () => (hint.textContent = ""));
  });

  each("select[data-zone]", (select) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!select.value && [...select.options].some((option) => option.value === zone)) select.value = zone;
  });

  each("form", (form) => {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) return event.preventDefault();
      form.dataset.sent = "1";
      const button = event.submitter || form.querySelector(".button");
      if (button) button.setAttribute("aria-busy", "true");
    });
  });

  // Back from another page: what was pressed may be pressed again.
  addEventListener("pageshow", () => {
    each("form", (form) => delete form.dataset.sent);
    each("[aria-busy]", (button) => button.removeAttribute("aria-busy"));
  });

  each("[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = button.dataset.copied;
    });
  });

  // When every frame has loaded, or would not, the page has; the one that hangs is not waited for.
  each("[data-continue]", (link) => {
    const go = () => location.replace(link.href);
    addEventListener("load", go);
    setTimeout(go, 5000);
  });
})();
