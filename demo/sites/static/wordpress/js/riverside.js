// Adds the reading tools to an article and closes the cookie bar.
(function () {
  var content = document.querySelector(".single .entry-content");
  if (content) {
    var words = content.textContent.trim().split(/\s+/).length;
    var tools = document.createElement("aside");
    tools.id = "reading-tools";
    tools.innerHTML = "<span>Reading time: " + Math.max(1, Math.round(words / 180)) +
      " min</span><span>Text size</span>";
    [["A-", 16], ["A", 18], ["A+", 22]].forEach(function (pair) {
      var button = document.createElement("button");
      button.textContent = pair[0];
      button.addEventListener("click", function () { content.style.fontSize = pair[1] + "px"; });
      tools.appendChild(button);
    });
    content.parentNode.insertBefore(tools, content);
  }
  var accept = document.getElementById("cn-accept-cookie");
  if (accept) {
    accept.addEventListener("click", function () { accept.parentNode.classList.add("closed"); });
  }
})();
