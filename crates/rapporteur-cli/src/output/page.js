// A click or Enter on marked words or on a row of the board opens the event's card; all that belongs to the event is outlined.
const all = (id) => document.querySelectorAll('[data-event="' + id + '"]');
function show(id) {
  document.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
  all(id).forEach((e) => e.classList.add("on"));
  const card = document.getElementById(id);
  if (card) { card.open = true; card.classList.add("on"); card.scrollIntoView({ block: "nearest", behavior: "smooth" }); }
  const words = document.querySelector('mark[data-event="' + id + '"]');
  if (words) words.scrollIntoView({ block: "nearest", behavior: "smooth" });
}
document.addEventListener("click", (e) => {
  const at = e.target.closest("[data-event]");
  if (at) show(at.dataset.event);
});
document.addEventListener("keydown", (e) => {
  if (e.key === "Enter" && e.target.dataset && e.target.dataset.event) show(e.target.dataset.event);
});
document.querySelectorAll("details").forEach((d) => d.addEventListener("toggle", () => {
  all(d.id).forEach((e) => e.classList.toggle("on", d.open));
  if (!d.open) d.classList.remove("on");
}));
// An address that ends in an event's number (page.html#e0-3) opens it.
if (document.getElementById(location.hash.slice(1))) show(location.hash.slice(1));
