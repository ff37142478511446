// Code that is wider than the page scrolls; who has no mouse gets there by the keyboard.
for (const code of document.querySelectorAll("pre")) code.tabIndex = 0;
