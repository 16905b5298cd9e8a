import "htmx.org";
import "./main.css";
import { saveFormsOnChange } from "./js/autosave.js";
import { sendCsrfToken } from "./js/csrf.js";
import { announceJobs } from "./js/jobs.js";
import { closeMenus, focusErrorSummary, makeScrollFramesFocusable, printOnRequest } from "./js/page.js";
import { preventDoubleSubmit } from "./js/submit.js";
import { startSurveys } from "./js/survey.js";

sendCsrfToken();
preventDoubleSubmit();
saveFormsOnChange();
startSurveys();
announceJobs();
printOnRequest();
closeMenus();
makeScrollFramesFocusable();
focusErrorSummary();
