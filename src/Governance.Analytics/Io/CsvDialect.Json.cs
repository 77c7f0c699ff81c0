using System.Text.Json;

namespace Governance.Analytics.Io;

internal sealed partial record CsvDialect
{
    /// <summary>
    /// Looks at the beginning of a file of JSON lines: numbers that stand there as texts are written as in any other file. What can be
    /// read in two ways stays text, which a note says: JSON has numbers of its own.
    /// </summary>
    /// <param name="beginning">Its first bytes, without a byte order mark.</param>
    /// <param name="isWhole">Whether that is all of it.</param>
    /// <param name="roles">Ignored columns and decision ids are no numbers.</param>
    /// <param name="late">Numbers further down that are written in another way than those at the beginning.</param>
    public static CsvDialect DetectJson(ReadOnlySpan<byte> beginning, bool isWhole, ColumnRoles roles, IReadOnlyList<LateNumber> late)
    {
        var sample = beginning[..Math.Min(beginning.Length, MaxSample)];
        isWhole &= sample.Length == beginning.Length;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var columns = new List<ColumnForms>();
        var line = 1;
        for (; line <= MaxRecords && !sample.IsEmpty; line++)
        {
            var end = sample.IndexOf((byte)'\n');
            if (end < 0 && !isWhole)
            {
                break;
            }

            var record = end < 0 ? sample : sample[..end];
            sample = end < 0 ? [] : sample[(end + 1)..];
            // A line that is no JSON by the letter may still be read, and else the parser says what is wrong with it.
            ReadTexts(record, line, places, columns, roles);
        }

        foreach (var number in late)
        {
            if (places.TryGetValue(number.Column, out var place))
            {
                var forms = columns[place];
                forms.Add(number.Token.Span, number.Line);
                columns[place] = forms;
            }
        }

        var until = isWhole && sample.IsEmpty ? long.MaxValue : line - 1;
        var dialect = new CsvDialect((byte)',', 0);
        return (dialect.Decide([.. places.Keys], [.. columns]) is null ? dialect : Plain) with { Until = until };
    }

    private static void ReadTexts(
        ReadOnlySpan<byte> record,
        int line,
        Dictionary<string, int> places,
        List<ColumnForms> columns,
        ColumnRoles roles
    )
    {
        try
        {
            var reader = new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = 2 });
            while (reader.Read())
            {
                if (reader.TokenType is not JsonTokenType.PropertyName)
                {
                    continue;
                }

                var name = reader.GetString()!;
                if (!places.TryGetValue(name, out var place))
                {
                    place = places.Count;
                    places.Add(name, place);
                    columns.Add(new ColumnForms { IsNumeric = roles.RoleOf(name) is not (ColumnRole.Ignored or ColumnRole.DecisionId) });
                }

                if (reader.Read() && reader.TokenType is JsonTokenType.String && columns[place].IsNumeric)
                {
                    var forms = columns[place];
                    forms.Add(reader.ValueIsEscaped ? System.Text.Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan, line);
                    columns[place] = forms;
                }
            }
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // The parser reads the line again, and says what is wrong with it.
        }
    }
}
