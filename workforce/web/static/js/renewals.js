// The slider of renewals moves the curve and its table while it is dragged. Without this file the form asks the server, which
// counts the same way (workforce/contracts/curve.py).

const format = new Intl.NumberFormat("fr-FR");

// Whole people a month: the months always add up to the departures of the whole.
function departures(endings, rate) {
  let ended = 0;
  let gone = 0;
  return endings.map((number) => {
    ended += number;
    const left = ended - Math.floor((ended * rate) / 100);
    const here = left - gone;
    gone = left;
    return here;
  });
}

function redrawColumn(column, left, tallest) {
  const share = Math.round((left / tallest) * 1000) / 10;
  column.querySelector("[data-departures]").textContent = left;
  const upright = column.querySelector("[data-upright]");
  upright.setAttribute("y", 100 - share);
  upright.setAttribute("height", share);
  column.querySelector("[data-lying]").setAttribute("width", `${share}%`);
}

function redrawRow(row, left) {
  row.querySelector("[data-renewed]").textContent = Number(row.dataset.endings) - left;
  row.querySelector("[data-departures]").textContent = left;
}

function sayLeaving(place, total) {
  const words = total === 0 ? place.dataset.none : total === 1 ? place.dataset.one : place.dataset.many;
  place.querySelector("strong").textContent = words.replace(/^\d+/, format.format(total));
}

function redraw(slider) {
  const card = slider.closest("section");
  const columns = [...card.querySelectorAll("li[data-endings]")];
  const endings = columns.map((one) => Number(one.dataset.endings));
  const left = departures(endings, Number(slider.value));
  const tallest = Math.max(...endings, 1);
  columns.forEach((column, n) => redrawColumn(column, left[n], tallest));
  card.querySelectorAll("tr[data-endings]").forEach((row, n) => redrawRow(row, left[n]));
  sayLeaving(card.querySelector("[data-leaving]"), left.reduce((sum, one) => sum + one, 0));
  card.querySelector("[data-rate]").textContent = slider.value;
}

document.addEventListener("input", (event) => {
  const slider = event.target.closest("[data-renewals]");
  if (slider) redraw(slider);
});
