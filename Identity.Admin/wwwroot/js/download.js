// Saves what the circuit made as a file.
export async function save(name, type, content) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await content.arrayBuffer()], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
