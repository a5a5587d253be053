// Stands in for the page where the build had no TypeScript compiler.
document.getElementById("page").textContent =
  "This build of Aman has no page: it was made without tsc (Debian: node-typescript). The queue is there: aman alerts";
