using System.Globalization;
using Governance.Analytics.Io;

namespace Governance.Analytics.Fairness;

/// <summary>The group of each row by one attribute or a pair of attributes; -1 when the attribute is missing.</summary>
internal sealed record GroupCodes(string Name, string[] Names, int[] Codes)
{
    public static GroupCodes? Of(Column? column) =>
        column switch
        {
            CategoryColumn category => new GroupCodes(column.Name, [.. category.Categories], category.Codes.ToArray()),
            NumericColumn numeric => OfNumbers(numeric),
            _ => null,
        };

    /// <summary>Every protected attribute of the table, then every pair of them.</summary>
    public static IEnumerable<GroupCodes> All(Table table, ColumnRoles roles)
    {
        var attributes = roles.Protected.Select(n => Of(table.Find(n))).OfType<GroupCodes>().ToArray();
        foreach (var attribute in attributes)
        {
            yield return attribute;
        }
        for (var a = 0; a < attributes.Length; a++)
        {
            for (var b = a + 1; b < attributes.Length; b++)
            {
                yield return Cross(attributes[a], attributes[b]);
            }
        }
    }

    public static GroupCodes Cross(GroupCodes a, GroupCodes b)
    {
        var known = new Dictionary<(int, int), int>();
        var names = new List<string>();
        var codes = new int[a.Codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (a.Codes[i] < 0 || b.Codes[i] < 0)
            {
                codes[i] = -1;
                continue;
            }
            if (!known.TryGetValue((a.Codes[i], b.Codes[i]), out codes[i]))
            {
                codes[i] = names.Count;
                known.Add((a.Codes[i], b.Codes[i]), names.Count);
                names.Add($"{a.Names[a.Codes[i]]}|{b.Names[b.Codes[i]]}");
            }
        }
        return new GroupCodes($"{a.Name}|{b.Name}", [.. names], codes);
    }

    private static GroupCodes OfNumbers(NumericColumn column)
    {
        var known = new Dictionary<double, int>();
        var wholes = new Dictionary<Int128, int>();
        var names = new List<string>();
        var codes = new int[column.RowCount];
        for (var i = 0; i < codes.Length; i++)
        {
            var value = column.Values[i];
            if (!double.IsFinite(value))
            {
                codes[i] = -1;
            }
            else if (column.WholeAt(i) is { } whole)
            {
                if (!wholes.TryGetValue(whole, out codes[i]))
                {
                    codes[i] = names.Count;
                    wholes.Add(whole, codes[i]);
                    names.Add(whole.ToString(CultureInfo.InvariantCulture));
                }
            }
            else if (!known.TryGetValue(value, out codes[i]))
            {
                codes[i] = names.Count;
                known.Add(value, codes[i]);
                names.Add(value.ToString("R", CultureInfo.InvariantCulture));
            }
        }
        return new GroupCodes(column.Name, [.. names], codes);
    }
}
