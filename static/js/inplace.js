// A form with data-inplace sends itself and puts the answer in the place of the element with that id.
// Without this module, or when the line fails, it is a plain form.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const place = form.dataset.inplace && document.getElementById(form.dataset.inplace);
  if (!place) return;
  event.preventDefault();
  const focused = [...place.querySelectorAll("button")].indexOf(event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" } });
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceWith(document.adoptNode(page.body.firstElementChild));
    document.getElementById(form.dataset.inplace).querySelectorAll("button")[focused]?.focus();
  } catch {
    form.submit();
  }
});
