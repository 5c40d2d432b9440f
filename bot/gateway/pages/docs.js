"use strict";

// Lists the calls of /openapi.json. Everything is set as text, nothing as HTML.

const element = (name, text, children = []) => {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
};

const resolve = (schema, all) => (schema && schema.$ref ? all[schema.$ref.split("/").pop()] : schema);

const kindOf = (field) => {
  if (field.anyOf || field.allOf) return (field.anyOf || field.allOf).map(kindOf).join(" | ");
  if (field.type === "array") return `${kindOf(field.items)}[]`;
  if (field.enum) return field.enum.join(" | ");
  return field.type || (field.$ref || "").split("/").pop() || "object";
};

const fields = (schema, all) => {
  const known = resolve(schema, all);
  if (!known || !known.properties) return null;
  const shown = Object.entries(known.properties).map(([name, field]) => {
    const kind = kindOf(field);
    const must = (known.required || []).includes(name) ? "" : "?";
    return `${name}${must}: ${kind}${field.description ? `  (${field.description})` : ""}`;
  });
  return element("pre", shown.join("\n"));
};

const call = (path, method, facts, all) => {
  const section = element("section", "", [element("h3", `${method.toUpperCase()} ${path}`), element("p", facts.description || facts.summary)]);
  const queries = (facts.parameters || []).filter((one) => one.in === "query");
  if (queries.length) section.append(element("pre", queries.map((one) => `?${one.name}  ${one.description || ""}`).join("\n")));
  for (const [kind, { schema }] of Object.entries(facts.requestBody ? facts.requestBody.content : {})) {
    const body = fields(schema, all);
    section.append(element("p", `请求 ${kind}`), ...(body ? [body] : []));
  }
  for (const [status, response] of Object.entries(facts.responses)) {
    if (status >= "300") continue;
    const content = response.content && response.content["application/json"];
    const shown = content && fields(content.schema, all);
    section.append(element("p", `回答 ${status}`));
    if (shown) section.append(shown);
  }
  return section;
};

const show = async () => {
  const place = document.getElementById("calls");
  try {
    const description = await (await fetch("/openapi.json")).json();
    const all = (description.components || {}).schemas || {};
    const calls = Object.entries(description.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, facts]) => call(path, method, facts, all)));
    place.replaceChildren(...calls);
  } catch {
    place.replaceChildren(element("p", "暂时读不到接口说明，请打开 openapi.json。"));
  }
};

show();
