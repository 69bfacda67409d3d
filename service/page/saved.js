// The file that `stancewire analyze --page` writes: the same view, with the answer inside.

import { showArticle, titleOf } from "./article.js";

const saved = JSON.parse(document.getElementById("answer").textContent);
showArticle(document.getElementById("result"), { ...saved, title: titleOf(saved.text) || saved.title });
