// Code and tables that are wider than the page scroll; who has no mouse gets there by the keyboard.
for (const each of document.querySelectorAll("pre, .table-wrapper")) each.tabIndex = 0;
