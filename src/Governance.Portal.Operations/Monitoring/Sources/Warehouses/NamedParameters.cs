using System.Text;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Parameters of a statement (<c>:from</c>) as a service marks them. What stands in quotes is text or a name, whatever it looks like.
/// </summary>
internal static class NamedParameters
{
    /// <summary>Replaces the markers of the parameters that there are.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="mark">The service's marker for a name, asked in the order in which they stand.</param>
    public static string Replace(SourceStatement statement, Func<string, string> mark)
    {
        ArgumentNullException.ThrowIfNull(statement);
        ArgumentNullException.ThrowIfNull(mark);
        var sql = statement.Sql;
        var text = new StringBuilder(sql.Length + 16);
        for (var i = 0; i < sql.Length; )
        {
            var c = sql[i];
            if (c is '\'' or '"' or '`')
            {
                var end = EndOfQuoted(sql, i);
                text.Append(sql, i, end - i);
                i = end;
            }
            else if (
                c is ':'
                && NameAt(sql, i + 1) is { Length: > 0 } name
                && (i == 0 || sql[i - 1] is not ':')
                && statement.Parameters.ContainsKey(name)
            )
            {
                text.Append(mark(name));
                i += name.Length + 1;
            }
            else
            {
                text.Append(c);
                i++;
            }
        }

        return text.ToString();
    }

    // A doubled quote ends one piece and begins the next: for what is in quotes that is the same. A backslash takes what follows with it.
    private static int EndOfQuoted(string sql, int start)
    {
        for (var i = start + 1; i < sql.Length; i++)
        {
            if (sql[i] is '\\' && sql[start] is not '"')
            {
                i++;
            }
            else if (sql[i] == sql[start])
            {
                return i + 1;
            }
        }

        return sql.Length;
    }

    private static string NameAt(string sql, int start)
    {
        var end = start;
        while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] is '_'))
        {
            end++;
        }

        return sql[start..end];
    }
}
