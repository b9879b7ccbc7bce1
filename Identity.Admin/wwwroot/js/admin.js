// What a page does at once, without asking the server: look, menus, copying, keys. Everything else is drawn in the circuit.
import "./look.js";
import "./menus.js";
import "./copy.js";
import "./keys.js";
import "./palette.js";
