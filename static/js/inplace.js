// A button with data-inplace sends its form and puts the answer in the place of the element with that id.
// Without this module, or when the connection fails, the form is a plain form.
document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  const place = button?.dataset.inplace && document.getElementById(button.dataset.inplace);
  if (!place) return;
  event.preventDefault();
  const focused = [...place.querySelectorAll("button")].indexOf(button);
  const body = new FormData(event.target);
  body.append(button.name, button.value);
  try {
    const answer = await fetch(button.formAction, { method: "POST", body, headers: { "X-Fragment": "1" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceWith(document.adoptNode(page.body.firstElementChild));
    document.getElementById(button.dataset.inplace).querySelectorAll("button")[focused]?.focus();
  } catch {
    delete button.dataset.inplace;
    event.target.requestSubmit(button);
  }
});
