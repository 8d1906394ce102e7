// What JDBC makes of the views of wire.sql.
//
//   java -cp postgresql.jar Jdbc.java MODE OUTPUT
//
// Writes every value, as wire.value() does, to the file OUTPUT, and says "ok" or "not ok" of everything
// else that is checked. MODE: simple (the simple protocol), extended (text), binary (a prepared statement
// kept by the server, values in binary), cursor (fetched three rows at a time).
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.sql.*;
import java.time.LocalDate;
import java.util.*;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.util.PGobject;

public class Jdbc {
	static void check(boolean ok, String name) { System.out.println((ok ? "ok - " : "not ok - ") + name); }

	// The kind of value the driver announces, as in wire.kind
	static String kind(ResultSetMetaData meta, int column) throws SQLException {
		switch (meta.getColumnType(column)) {
			case Types.BIGINT: return "bigint";
			case Types.INTEGER: return "integer";
			case Types.DOUBLE: return "double";
			case Types.DATE: return "date";
			case Types.VARCHAR: return "text";
			case Types.OTHER: return meta.getColumnTypeName(column).replaceFirst("^care_.*_summary$", "summary");
			default: return "type " + meta.getColumnType(column);
		}
	}

	// The value, if it is of the Java class that goes with its kind
	static String value(Object value, String kind, ResultSet row, int column) throws SQLException {
		if (value == null) return "\\N";
		if (kind.equals("bigint") && value instanceof Long) return value.toString();
		if (kind.equals("integer") && value instanceof Integer) return value.toString();
		if (kind.equals("double") && value instanceof Double)
			return String.format("%016x", Double.doubleToRawLongBits((Double) value));
		if (kind.equals("date") && value instanceof java.sql.Date) return row.getObject(column, LocalDate.class).toString();
		if (kind.equals("text") && value instanceof String) return (String) value;
		if (value instanceof PGobject && row.getString(column).equals(((PGobject) value).getValue())) return row.getString(column);
		return "a " + value.getClass().getName();
	}

	// All rows; in binary, every number and date must have come so.
	static void dump(PreparedStatement query, String name, boolean binary, PrintStream out) throws SQLException {
		boolean allBinary = true;
		try (ResultSet row = query.executeQuery()) {
			ResultSetMetaData meta = row.getMetaData();
			for (int n = 1; row.next(); n++)
				for (int column = 1; column <= meta.getColumnCount(); column++) {
					String kind = kind(meta, column);
					if (Set.of("bigint", "integer", "double", "date").contains(kind))
						allBinary &= ((PGResultSetMetaData) meta).getFormat(column) == 1;
					out.print(String.join("\t", name, "" + n, meta.getColumnName(column), kind,
						value(row.getObject(column), kind, row, column)) + "\n");
				}
		}
		if (binary) check(allBinary, name + ": numbers and dates come in binary");
	}

	// What a tool shows as a table, with the types of its columns
	static void catalog(Connection connection) throws SQLException {
		Set<String> names = new TreeSet<>();
		try (ResultSet table = connection.getMetaData().getTables(null, "wire", "%", new String[] {"VIEW"})) {
			while (table.next()) names.add(table.getString("TABLE_NAME"));
		}
		check(names.contains("monthly") && names.contains("waiting_monthly") && !names.contains("stored"), "the views are listed as views");
		Map<String, Integer> types = new HashMap<>();
		try (ResultSet column = connection.getMetaData().getColumns(null, "wire", "monthly", "%")) {
			while (column.next()) types.put(column.getString("COLUMN_NAME"), column.getInt("DATA_TYPE"));
		}
		check(types.get("as_at") == Types.DATE && types.get("rated") == Types.BIGINT
			&& types.get("percent_good_or_better") == Types.DOUBLE, "... and their columns with types");
	}

	// Parameters of every kind, a summary that goes back and forth, and an error that leaves the connection usable
	static void parameters(Connection connection) throws SQLException {
		try (PreparedStatement all = connection.prepareStatement("SELECT council, trend, tally FROM wire.summaries ORDER BY council COLLATE \"C\"");
			 PreparedStatement given = connection.prepareStatement(
				"SELECT m.as_at, m.target_gap_points, ?::care_trend_summary = s.trend AS same FROM wire.summaries s,"
				+ " care_monthly(?::care_trend_summary, target => ?, since => ?, until => ?, denominator => ?) m WHERE s.council = ?")) {
			ResultSet row = all.executeQuery();
			while (row.next()) {
				PGobject trend = (PGobject) row.getObject("trend");
				boolean same = true;
				int rows = 0;
				for (int round = 0; round < 7; round++) {
					given.setObject(1, trend);
					given.setString(2, trend.getValue());
					given.setDouble(3, 80 + round);
					given.setDate(4, java.sql.Date.valueOf("2022-04-01"));
					given.setObject(5, LocalDate.of(2022, 6, 1));
					given.setString(6, "all");
					given.setString(7, row.getString("council"));
					try (ResultSet month = given.executeQuery()) {
						for (; month.next(); rows++) same &= month.getBoolean("same");
					}
				}
				check(same && rows == 21, "a trend goes out and comes back the same: " + row.getString("council"));
				check(row.getString("tally").startsWith("{\"version\": 1, \"outstanding\": "), "a tally is readable JSON");
			}
		}
		try (PreparedStatement wrong = connection.prepareStatement("SELECT care_percent_good_or_better(v) FROM (VALUES (?)) r (v)")) {
			wrong.setString(1, "TBC");
			wrong.executeQuery();
			check(false, "a wrong label is an error");
		} catch (SQLException error) {
			check(error.getSQLState().equals("22P02") && error.getMessage().contains("\"TBC\""), "a wrong label is an error with its code");
		}
		if (!connection.getAutoCommit()) connection.rollback();
		try (ResultSet row = connection.createStatement().executeQuery("SELECT 1")) {
			check(row.next(), "... and the connection goes on");
		}
	}

	public static void main(String[] argument) throws Exception {
		String mode = argument[0];
		Map<String, String> environment = System.getenv();
		Properties options = new Properties();
		options.setProperty("user", environment.get("BI_USER"));
		options.setProperty("password", environment.get("BI_PASSWORD"));
		options.setProperty("preferQueryMode", mode.equals("simple") ? "simple" : "extended");
		options.setProperty("binaryTransfer", mode.equals("binary") ? "true" : "false");
		options.setProperty("prepareThreshold", mode.equals("binary") ? "1" : "0");
		System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8"));
		try (Connection connection = DriverManager.getConnection(
				"jdbc:postgresql://127.0.0.1:" + environment.get("PGPORT") + "/postgres", options);
			 PrintStream out = new PrintStream(argument[1], StandardCharsets.UTF_8)) {
			connection.setAutoCommit(!mode.equals("cursor"));
			try (ResultSet statement = connection.createStatement().executeQuery("SELECT name, query FROM wire.statement ORDER BY name")) {
				while (statement.next())
					try (PreparedStatement query = connection.prepareStatement(statement.getString("query"))) {
						query.setFetchSize(mode.equals("cursor") ? 3 : 0);
						// Binary from the second time on, when the server has the statement and its types
						if (mode.equals("binary")) query.executeQuery().close();
						dump(query, statement.getString("name"), mode.equals("binary"), out);
					}
			}
			catalog(connection);
			parameters(connection);
		}
	}
}
