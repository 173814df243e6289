/** The script of the console. */
document.title = "Tratta sandbox";
