using System.Globalization;
using Governance.Domain.Cards;

namespace Governance.Portal.Models.Cards;

/// <summary>What records say of one field.</summary>
/// <param name="Lines">A line a fact: a text of the portal with names in its places, or a place alone.</param>
/// <param name="Sources">The records.</param>
internal sealed record Filled(IReadOnlyList<FormattableString> Lines, IReadOnlyList<FieldSource> Sources)
{
    /// <summary>Nothing, where there is no line.</summary>
    public static void Add(
        Dictionary<string, Filled> fields,
        string key,
        IEnumerable<FormattableString?> lines,
        params IReadOnlyList<FieldSource> sources
    )
    {
        var said = lines.OfType<FormattableString>().Where(l => !string.IsNullOrWhiteSpace(English(l))).ToList();
        if (said.Count > 0)
        {
            fields[key] = new Filled(said, sources);
        }
    }

    /// <summary>What people wrote.</summary>
    public static FormattableString? Written(string? words) => words is null ? null : (FormattableString)$"{words}";

    /// <summary>A line as programs read it.</summary>
    public static string English(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
