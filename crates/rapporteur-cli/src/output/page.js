// A click on marked words or on a row of the board opens the event's card and marks its words.
function show(id) {
  document.querySelectorAll(".on").forEach((e) => e.classList.remove("on"));
  document.querySelectorAll('[data-event="' + id + '"]').forEach((e) => e.classList.add("on"));
  const card = document.getElementById(id);
  if (card) { card.open = true; card.scrollIntoView({ block: "nearest", behavior: "smooth" }); }
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
  document.querySelectorAll('[data-event="' + d.id + '"]').forEach((e) => e.classList.toggle("on", d.open));
}));
