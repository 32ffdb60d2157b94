// Adds to what the generator knows of models and operations the TypeScript types that the templates write.

const plain = { integer: "number", number: "number", object: "any", string: "string", boolean: "boolean" };

function typeOf({ type, isArray, isEnum, isCustomType, enumValues, name }) {
  if (name === "filters") return "Record<string, unknown>";
  const listed = isEnum && !isCustomType ? `(${enumValues.map((value) => `"${value}"`).join(" | ")})` : undefined;
  const one = listed ?? (isCustomType ? type : plain[type]);
  if (one === undefined) throw new Error(`${name} has no type: ${type}`);
  return isArray ? `${one}[]` : one;
}

module.exports = {
  postFormatModel(model) {
    for (const property of model.properties) property.typescript = typeOf(property);
    model.imports = model.fileImports.filter((name) => name !== model.name);
    return model;
  },
  postFormatOperation(operation) {
    for (const parameter of operation.allParams) parameter.typescript = typeOf(parameter);
    operation.arguments = operation.allParams.filter(({ isQueryParam }) => !isQueryParam);
    operation.url = operation.path.replaceAll("{", "${");
    operation.reply = !operation.hasReturnType
      ? "void"
      : operation.isList
        ? `{ Meta: ${operation.isFacetList ? "MetaWithFacets" : "Meta"}; Items: ${operation.returnType}[] }`
        : operation.returnType;
    return operation;
  },
};
