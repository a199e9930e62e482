// Puts the full picture in the place of the small blurred one and closes the cookie banner.
document.querySelectorAll("img[data-full]").forEach(function (image) {
  image.src = image.dataset.full;
});
document.querySelectorAll(".consent-banner-root button").forEach(function (button) {
  button.addEventListener("click", function () {
    button.closest(".consent-banner-root").classList.add("closed");
  });
});
