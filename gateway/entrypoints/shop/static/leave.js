// The form is the page: send it; without a script, its button does.
document.getElementById("leave").submit();
