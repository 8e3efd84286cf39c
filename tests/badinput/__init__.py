"""Bad input: rows of one list, each with a stable id that stands in the names or ids of its tests.

Contract of a refusal (`refusal.assert_refused_well`): a 4xx in Vietnamese that says what is wrong and where; what was typed is
still there, nothing is written. Row → where it is tried; a name without a folder lies here.

Files
  B01–B04, B07, B08, B15, B16, B19, B35  test_files (each kind of file), test_workbooks (as workbooks of reports)
  B06  test_protocol (lists), test_workbooks (out and back), reporting/test_workbook_words (random texts there and back)
  B18  test_workbooks, attachments/test_names       B31  test_workbooks (one report twice in a sending)
  B32  test_workbooks (key, codes, moved columns), reporting/test_workbook_words (older version of a sheet)
  B36  no scanner is built in yet
Text
  B10–B13, B40, B42, B44–B48  test_text; B10, B11, B39, B40, B42, B44, B67 of the forms that run collections: test_running
  B14  core/test_text, organisation/test_imports     B37  test_entry (narratives of a report), core/test_text (detection)
  B39  test_entry, test_running, practices           B42  test_entry (an empty report), reporting/test_sending (reasons)
  B43  themes and issues do not exist yet; architecture/test_personal_data guards what is kept of people
Numbers and days
  B20–B25, B27–B29, B50  test_numbers (report and practice), test_entry (with a word before the figure), test_workbooks (cells);
  days of opening, late agreements, times, reopening: test_running
  B29  an unlikely jump wants a reason: reporting/test_sending, reporting/test_workbook_words
  B30  reporting/test_sending, reporting/test_divided (parts above their total)
Concurrency and state
  B51, B52, B53, B54, B56  test_state; B51 of amending and taking back: test_running; B52 in cells and texts: test_entry
  B55  reporting/test_obligations, organisation      B57  reporting/test_designs, reporting/test_workbook_words
  B59  journeys (the session ends while one types)   B60, B61  reporting/test_submissions, reporting/test_totals, crash
Protocol
  B66, B67  test_state, test_workbooks, test_running B68–B71, B73, B75, B79  test_protocol
  B62, B72, B77, B78  there is no programming interface and no field for addresses of others
  B64  test_text, test_files                         B65, B70 (proxy)  set-up, docs/how-to/install.md
  B81–B83  accounts                                  B84  reporting/test_many_workbooks (a sending is its sender's alone)
  B86  a key is unique for the whole house: another person's use of it is refused (reporting/test_sending)
Organisation
  B87–B89  organisation                              B90, B91  commendation        B92  practices
  B93  reporting/test_sending (not open yet), test_state (closed)
  B95  portal
"""
