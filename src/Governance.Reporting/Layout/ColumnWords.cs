using static Governance.Localisation.Texts;

namespace Governance.Reporting.Layout;

/// <summary>Names of columns for people, the same on pages and in documents.</summary>
public static class ColumnWords
{
    /// <summary>The name of a column is data and stays; only of the most common ones is it certain what they mean.</summary>
    public static string Name(string column) =>
        column switch
        {
            "sex" => T.Sense("sex", "a column"),
            "age" => T.Sense("age", "a column"),
            "age_band" => T.Sense("age band", "a column"),
            "age_group" => T.Sense("age group", "a column"),
            _ => column,
        };

    /// <summary>A group of columns in words: it is stored with a bar between their names, sex|age_band.</summary>
    public static string Attributes(string attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        return attribute.Split('|') is [var first, var second]
            ? T["{0} and {1}", Name(first), Name(second)]
            : string.Join(", ", attribute.Split('|').Select(Name));
    }

    /// <summary>A group of the rows in words: it is stored as the column and its value, <c>age_band 18-24</c>.</summary>
    public static string Group(string group)
    {
        ArgumentNullException.ThrowIfNull(group);
        var space = group.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? Attributes(group) : $"{Attributes(group[..space])} {group[(space + 1)..]}";
    }
}
