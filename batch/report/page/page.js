"use strict";
(() => {
  const PAGE = 100;
  const PRINTED = 1000;
  const STATUSES = ["created", "updated", "in_sync", "duplicate", "planned", "invalid", "conflict", "rejected", "failed", "unknown", "not_attempted"];
  const byId = (id) => document.getElementById(id);

  // The rows, column by column: see batch/report/page/embedding.py.
  const columns = JSON.parse(byId("data").textContent);
  const named = new Map(columns.map((column) => [column.name, column]));
  const count = columns.length ? (columns[0].at || columns[0].cells).length : 0;
  const cell = (name, row) => {
    const column = named.get(name);
    return !column ? "" : column.at ? column.values[column.at[row]] : column.cells[row];
  };

  // Spells out invisible characters: names come from files and from a remote service.
  const hidden = /[\p{C}\p{Zl}\p{Zp}]/gu;
  const visible = (text) => text.replace(hidden, (char) => {
    const code = char.codePointAt(0);
    return { 9: "\\t", 10: "\\n", 13: "\\r" }[code] || `\\u{${code.toString(16)}}`;
  });
  const element = (tag, text, className) => {
    const made = document.createElement(tag);
    if (text) made.textContent = visible(text);
    if (className) made.className = className;
    return made;
  };
  const sources = new Set(named.has("source") ? named.get("source").values || named.get("source").cells : []).size;
  const plain = (status) => status.replaceAll("_", " ");
  const number = (value) => value.toLocaleString("en-US");

  const account = (side) => (row, place) => {
    const owner = cell(`${side}_owner_id`, row);
    const name = cell(`${side}_name`, row);
    const id = cell(`${side}_acct_id`, row);
    if (owner) place.append(element("b", owner));
    // Accounts that CloudHealth created by itself have their number as name.
    if (name && name !== owner) place.append(element("small", name));
    if (id) place.append(element("small", `id ${id}`));
  };
  const shown = [
    { label: "Row", keys: ["source", "line"], className: "row", fill: (row, place) => {
      const line = cell("line", row);
      const open = element("button", sources > 1 ? `${cell("source", row)}:${line}` : `line ${line}`, "open");
      open.type = "button";
      open.setAttribute("aria-expanded", "false");
      open.addEventListener("click", () => toggle(open, row));
      place.append(open);
    } },
    { label: "Customer", keys: ["client_api_id"], fill: (row, place) => {
      place.append(visible(cell("client_api_id", row)));
      if (cell("customer_name", row)) place.append(element("small", cell("customer_name", row)));
    } },
    { label: "Commercial", keys: ["commercial_owner_id", "commercial_acct_id"], fill: account("commercial") },
    { label: "GovCloud", keys: ["govcloud_owner_id", "govcloud_acct_id"], fill: account("govcloud") },
    { label: "Status", keys: ["status"], className: "status", fill: (row, place) => {
      const status = cell("status", row);
      const words = element("span");
      words.append(element("i", "", `dot s-${status}`), plain(status));
      place.append(words);
      if (status === "planned") place.append(element("small", `to ${cell("action", row)}`));
    } },
    { label: "What", keys: ["codes", "message"], className: "what", fill: (row, place) => {
      const words = element("span", cell("message", row));
      if (cell("codes", row)) words.append(element("small", cell("codes", row)));
      if (words.childNodes.length) place.append(words);
    } },
    { label: "Linkage", keys: ["linkage_id"], fill: (row, place) => place.append(visible(cell("linkage_id", row))) },
  ];

  // Each column's order is computed once, as a rank for every row. Whole numbers come before text, by size.
  const ranks = new Map();
  const compare = (a, b) => {
    const both = /^[0-9]{1,15}$/;
    const left = both.test(a), right = both.test(b);
    if (left && right) return a - b || (a < b ? -1 : a > b ? 1 : 0);
    if (left !== right) return left ? -1 : 1;
    return a < b ? -1 : a > b ? 1 : 0;
  };
  const rankValues = (values, order) => {
    const rank = new Uint32Array(values.length);
    let at = 0;
    order.forEach((index, position) => {
      if (position && values[index] !== values[order[position - 1]]) at += 1;
      rank[index] = at;
    });
    return rank;
  };
  const ranked = (name) => {
    if (ranks.has(name)) return ranks.get(name);
    const column = named.get(name);
    const values = column ? column.values || column.cells : [];
    const by = name === "status" ? (a, b) => STATUSES.indexOf(a) - STATUSES.indexOf(b) : compare;
    const order = Array.from(values.keys()).sort((a, b) => by(values[a], values[b]));
    const rank = rankValues(values, order);
    const ofRow = !column ? null : column.at ? Uint32Array.from(column.at, (value) => rank[value]) : rank;
    ranks.set(name, ofRow);
    return ofRow;
  };

  let texts = null;
  const searchable = () => {
    if (texts) return texts;
    const lowered = columns.map((column) => (column.values || column.cells).map((value) => value.toLowerCase()));
    texts = Array.from({ length: count }, (_, row) =>
      columns.map((column, at) => lowered[at][column.at ? column.at[row] : row]).join("\n"));
    return texts;
  };

  const filters = byId("filters");
  const table = byId("table");
  const state = { sort: -1, down: false, page: 0, code: "", found: [] };

  const matching = () => {
    const statuses = new Set(Array.from(filters.querySelectorAll("[name=status]:checked"), (box) => box.value));
    const customer = filters.elements.customer.value;
    const words = filters.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const within = words.length ? searchable() : null;
    const found = [];
    for (let row = 0; row < count; row += 1) {
      if (statuses.size && !statuses.has(cell("status", row))) continue;
      if (customer && ` ${cell("client_api_id", row)}` !== customer) continue;
      if (state.code && !cell("codes", row).split(" ").includes(state.code)) continue;
      if (within && !words.every((word) => within[row].includes(word))) continue;
      found.push(row);
    }
    return found;
  };
  const sorted = (found) => {
    if (state.sort < 0) return found;
    const keys = shown[state.sort].keys.map(ranked).filter(Boolean);
    const sign = state.down ? -1 : 1;
    return found.sort((a, b) => {
      for (const rank of keys) if (rank[a] !== rank[b]) return sign * (rank[a] - rank[b]);
      return sign * (a - b);
    });
  };

  const line = (row) => {
    const made = element("tr");
    for (const column of shown) {
      const place = element("td", "", column.className);
      place.dataset.label = column.label;
      const content = element("div");
      column.fill(row, content);
      place.append(content);
      made.append(place);
    }
    return made;
  };
  const toggle = (open, row) => {
    const owner = open.closest("tr");
    const isOpen = open.getAttribute("aria-expanded") === "true";
    open.setAttribute("aria-expanded", String(!isOpen));
    if (isOpen) return owner.nextElementSibling.remove();
    const place = element("td");
    place.colSpan = shown.length;
    const list = element("dl");
    for (const { name } of columns) {
      const value = cell(name, row);
      if (!value) continue;
      const pair = element("div");
      pair.append(element("dt", name), element("dd", value));
      list.append(pair);
    }
    place.append(list);
    const detail = element("tr", "", "detail");
    detail.append(place);
    owner.after(detail);
  };
  const draw = (from, to) => table.tBodies[0].replaceChildren(...state.found.slice(from, to).map(line));
  const pages = () => Math.max(1, Math.ceil(state.found.length / PAGE));
  const show = () => {
    state.page = Math.min(Math.max(state.page, 0), pages() - 1);
    draw(state.page * PAGE, (state.page + 1) * PAGE);
    const because = state.code ? ` with the code ${state.code}` : "";
    byId("found").textContent = `${number(state.found.length)} of ${number(count)} ${count === 1 ? "row" : "rows"}${because}`;
    byId("page").textContent = `Page ${number(state.page + 1)} of ${number(pages())}`;
    byId("pages").hidden = pages() === 1;
    for (const button of byId("pages").querySelectorAll("button")) {
      const back = ["first", "previous"].includes(button.dataset.go);
      button.disabled = back ? state.page === 0 : state.page === pages() - 1;
    }
  };
  const search = () => {
    state.found = sorted(matching());
    state.page = 0;
    show();
  };
  const sortBy = (at, down) => {
    state.sort = at;
    state.down = down;
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      if (index === at) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    filters.elements.sort.value = at < 0 ? "" : `${at} ${down ? "down" : "up"}`;
    search();
  };

  const prepare = () => {
    shown.forEach((column, at) => {
      const head = element("th");
      const button = element("button", column.label);
      button.type = "button";
      button.addEventListener("click", () => sortBy(at, state.sort === at && !state.down));
      head.scope = "col";
      head.dataset.label = column.label;
      head.append(button);
      table.tHead.rows[0].append(head);
    });
    const choice = (label, value) => {
      const option = element("option", label);
      option.value = value;
      return option;
    };
    filters.elements.sort.append(choice("mapping", ""));
    shown.forEach(({ label }, at) => filters.elements.sort.append(choice(`${label}, ascending`, `${at} up`), choice(`${label}, descending`, `${at} down`)));
    const customers = named.get("client_api_id");
    const every = customers ? [...new Set(customers.values || customers.cells)].sort(compare) : [];
    // The space distinguishes "no customer" from "all".
    filters.elements.customer.append(...every.map((name) => choice(name || "none", ` ${name}`)));
  };

  let waiting = 0;
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.addEventListener("input", (event) => {
    state.code = "";
    clearTimeout(waiting);
    if (event.target.name === "sort") {
      const [at, way] = event.target.value.split(" ");
      sortBy(at === "" ? -1 : Number(at), way === "down");
    } else waiting = setTimeout(search, event.target.name === "text" ? 120 : 0);
  });
  filters.addEventListener("reset", () => {
    state.code = "";
    setTimeout(() => sortBy(-1, false), 0);
  });
  byId("pages").addEventListener("click", (event) => {
    const step = { first: 0, previous: state.page - 1, next: state.page + 1, last: pages() - 1 }[event.target.dataset.go];
    if (step === undefined) return;
    state.page = step;
    show();
    byId("rows").scrollIntoView();
  });
  for (const button of document.querySelectorAll("[data-show]")) {
    button.addEventListener("click", () => {
      filters.elements.text.value = "";
      for (const box of filters.querySelectorAll("[name=status]")) box.checked = box.value === button.dataset.status;
      filters.elements.customer.value = "";
      state.code = button.dataset.code;
      search();
      byId("rows").scrollIntoView();
      byId("rows-title").focus({ preventScroll: true });
    });
  }
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const command = button.closest("li").querySelector("code");
      try {
        await navigator.clipboard.writeText(command.textContent);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(command);
      }
    });
  }
  addEventListener("beforeprint", () => {
    draw(0, PRINTED);
    if (state.found.length > PRINTED) byId("found").textContent += `; the first ${number(PRINTED)} are printed, report.csv has all`;
  });
  addEventListener("afterprint", show);

  prepare();
  for (const part of [filters, table, ...document.querySelectorAll(".acts")]) part.hidden = false;
  search();
})();
