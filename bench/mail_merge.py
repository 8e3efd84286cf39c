# mypy: ignore-errors
"""LibreOffice's own mail merge, driven from outside: `/usr/bin/python3 mail_merge.py folder`.

Runs under Debian's Python, which has the `uno` module; imports nothing of ours. Untyped: the office
hands out objects that only it knows. Reads folder/records.csv, writes
folder/merged.pdf with one A4 page on its side for each record.
"""

import csv
import pathlib
import subprocess
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

SOURCE = "bench"
SIZES = {"title": 34, "receiver": 18}


def properties(**values):
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe):
    """The office's service manager, as soon as it answers."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(300):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.05)
    raise SystemExit("the office does not answer")


def register(manager, context, folder):
    """The folder of CSV files as a data source of that name."""
    databases = manager.createInstanceWithContext("com.sun.star.sdb.DatabaseContext", context)
    source = databases.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = properties(
        Extension="csv", CharSet="UTF-8", HeaderLine=True, FieldDelimiter=",", StringDelimiter='"'
    )
    place = (folder / "source.odb").as_uri()
    source.DatabaseDocument.storeAsURL(place, ())
    if databases.hasByName(SOURCE):
        databases.revokeObject(SOURCE)
    databases.registerObject(SOURCE, databases.getByName(place))


def template(desktop, columns, place):
    """A page with one field for each column."""
    document = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, properties(Hidden=True))
    style = document.StyleFamilies.getByName("PageStyles").getByName("Standard")
    style.IsLandscape, style.Width, style.Height = True, 29700, 21000
    cursor = document.Text.createTextCursor()
    for column in columns:
        master = document.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName, master.DataTableName, master.DataColumnName = SOURCE, "records", column
        field = document.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        cursor.CharFontName, cursor.CharHeight = "Liberation Serif", SIZES.get(column, 13)
        cursor.ParaAdjust = uno.Enum("com.sun.star.style.ParagraphAdjust", "CENTER")
        document.Text.insertTextContent(cursor, field, False)
        document.Text.insertControlCharacter(cursor, 0, False)
    document.storeAsURL(place, ())
    document.close(True)


def merge(manager, context, folder, place):
    job = manager.createInstanceWithContext("com.sun.star.text.MailMerge", context)
    job.DataSourceName, job.CommandType, job.Command = SOURCE, 0, "records"
    job.DocumentURL, job.OutputType, job.OutputURL = place, 2, folder.as_uri()
    job.SaveAsSingleFile, job.FileNameFromColumn, job.FileNamePrefix = True, False, "merged"
    job.SaveFilter = "writer_pdf_Export"
    job.execute(())


def main(folder):
    columns = next(csv.reader((folder / "records.csv").open(encoding="utf-8")))
    pipe = f"lantoa-bench-{folder.name}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp",
        ]
    )
    try:
        context = connected(pipe)
        manager = context.ServiceManager
        desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        register(manager, context, folder)
        place = (folder / "template.odt").as_uri()
        template(desktop, columns, place)
        merge(manager, context, folder, place)
        desktop.terminate()
        office.wait(timeout=30)
    finally:
        if office.poll() is None:
            office.kill()
            office.wait()


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve())
