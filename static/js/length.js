// Shows the number of characters past the limit while a person types or pastes. Nothing is cut; the server says the
// same.
for (const field of document.querySelectorAll("[data-longest]")) {
  const { longest, tooLong } = field.dataset;
  const said = field.nextElementSibling?.matches(".error") ? field.nextElementSibling : document.createElement("p");
  const say = () => {
    const over = [...field.value.trim()].length - longest;
    said.textContent = over > 0 ? tooLong.replace("{count}", over).replace("{most}", longest) : "";
    if (over > 0) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  };
  if (!said.isConnected) {
    said.className = "error";
    field.after(said);
    say();
  }
  said.setAttribute("role", "status");
  field.addEventListener("input", say);
}
