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
            // The product's own: what the model gave for a row.
            "score" => T.Sense("score", "a column"),
            "predicted_label" => T.Sense("predicted label", "a column"),
            _ => column,
        };

    /// <summary>
    /// A value of a column: the most common ones have words, bands and numbers are the same in every language, and any other is data, in
    /// quotation marks, so that it does not read like a part of the sentence around it.
    /// </summary>
    public static string Value(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.ToUpperInvariant() switch
        {
            "FEMALE" => T.Sense("female", "a group"),
            "MALE" => T.Sense("male", "a group"),
            "OTHER" => T.Sense("other", "a group"),
            "UNKNOWN" => T.Sense("unknown", "a group"),
            _ => value.Any(char.IsLetter) ? T["“{0}”", value] : value,
        };
    }

    /// <summary>The values of a group of columns, stored with a bar between them: female|18-24.</summary>
    public static string Values(string values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return string.Join(' ', values.Split('|').Select(Value));
    }

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
        return space < 0 ? Attributes(group) : $"{Attributes(group[..space])} {Values(group[(space + 1)..])}";
    }
}
