// Adds a button to the page's short address. Without it the address stands there as text that can be selected.
for (const address of document.querySelectorAll(".share-address")) {
  if (!navigator.clipboard) break;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = address.dataset.copy;
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address.textContent.trim());
      told.textContent = address.dataset.copied;
    } catch {
      told.textContent = address.dataset.failed;
    }
  });
  address.after(" ", button, " ", told);
}
