"""An officer's old list as a workbook tells it: which table, which head, which columns, and what each row says.

Nothing here knows the database: `tables` finds the table inside a workbook that people have laid out, `columns` knows the heads
that offices really write, `rows` reads the cells of a row and says what is wrong with them, each by its address.
"""
