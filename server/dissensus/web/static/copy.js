// Show the buttons that copy an address or the text of a field: without this script
// it can be selected, with it one press copies it.
for (const button of document.querySelectorAll("button[data-copy], button[data-copy-from]")) {
  const said = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(
      button.dataset.copy ?? document.getElementById(button.dataset.copyFrom).value,
    );
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = said; }, 2000);
  });
}
