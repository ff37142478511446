// Code, tables and pictures that are wider than the page scroll; without a mouse the keyboard gets you there.
for (const each of document.querySelectorAll("pre, .table-wrapper, .rooms")) each.tabIndex = 0;
