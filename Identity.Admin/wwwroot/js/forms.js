// Goes to the first field that is wrong.
export function goToFault(form) {
  requestAnimationFrame(() => form.querySelector("[aria-invalid=true]")?.focus());
}
