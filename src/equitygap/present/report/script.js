"use strict";
// Draws every chart anew so that it answers the mouse, and highlights one area in all of them and in the tables.
(() => {
  const theme = JSON.parse(document.getElementById("theme").textContent);
  const select = document.getElementById("area");
  const clear = document.getElementById("none");
  const views = new Map();
  let area = "";

  // Panels share the width; a single chart takes the width of its container by itself.
  const fitted = (spec, width) => {
    const panel = spec.facet && spec.usermeta.equitygap;
    if (!panel) return spec;
    const columns = Math.max(1, Math.min(panel.count, Math.floor(width / (panel.panel + panel.margin))));
    const inner = { ...spec.spec, width: Math.floor(width / columns) - panel.margin };
    return { ...spec, columns, spec: inner };
  };

  const point = (view) => view.signal("area", area || null).runAsync();

  const draw = async (figure) => {
    const live = figure.querySelector(".live");
    const still = figure.querySelector(".still");
    const width = figure.querySelector(".picture").clientWidth;
    const spec = JSON.parse(figure.querySelector("script").textContent);
    live.hidden = false;
    const { view } = await vegaEmbed(live, fitted(spec, width), {
      mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: theme, defaultStyle: false, logLevel: 1,
      tooltip: { disableDefaultStyle: true },
    });
    views.get(figure)?.finalize();
    views.set(figure, view);
    figure.dataset.width = width;
    still.classList.add("replaced");
    view.addEventListener("click", (event, item) => {
      const clicked = item?.datum?.area;
      if (clicked) highlight(clicked === area ? "" : clicked);
    });
    await point(view);
  };

  const highlight = (chosen) => {
    area = chosen;
    if (select) {
      select.value = chosen;
      clear.disabled = !chosen;
      document.getElementById("said").textContent = chosen ? `${chosen} is highlighted` : "Nothing is highlighted";
    }
    document.body.classList.toggle("chosen", Boolean(chosen));
    for (const one of document.querySelectorAll("[data-area]")) {
      one.classList.toggle("here", one.dataset.area === chosen);
    }
    views.forEach(point);
  };

  const figures = [...document.querySelectorAll("figure")];
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target).catch((problem) => console.error(problem));
    }
  }, { rootMargin: "600px" });
  figures.forEach((figure) => seen.observe(figure));

  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const figure of views.keys()) {
        if (Number(figure.dataset.width) !== figure.querySelector(".picture").clientWidth) seen.observe(figure);
      }
    }, 200);
  });

  if (select) {
    document.getElementById("focus").hidden = false;
    select.addEventListener("change", () => highlight(select.value));
    clear.addEventListener("click", () => { highlight(""); select.focus(); });
  }
  document.querySelector("main").addEventListener("click", (event) => {
    const row = event.target.closest("tr[data-area]");
    if (row && !event.target.closest("a")) highlight(row.dataset.area === area ? "" : row.dataset.area);
  });
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
  });
})();
