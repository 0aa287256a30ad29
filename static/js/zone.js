// The welcome page guesses the time zone from the browser; the person can choose another.
const form = document.querySelector("[data-guess-zone]");
const select = form && form.elements.time_zone;
const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (select && guess && [...select.options].some((option) => option.value === guess)) select.value = guess;
