// What scripts add: nothing here is needed to read, fill in or send a form. Features register themselves on import.
import "./features/htmx";
import "./features/charts";
import "./features/dialogs";
import "./features/dismiss";
import "./features/draft-rows";
import "./features/idle";
import "./features/panels";
import "./features/passkeys";
import "./features/printing";
import "./features/report-grid";
import "./features/reveal";
import "./features/search";
import "./features/submit_once";
import "./features/tabs";
import "./features/unsaved";
import "./features/uploads";
