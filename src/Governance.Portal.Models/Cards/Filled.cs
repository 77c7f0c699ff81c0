using Governance.Domain.Cards;

namespace Governance.Portal.Models.Cards;

/// <summary>What records say of one field.</summary>
/// <param name="Lines">A line a fact.</param>
/// <param name="Sources">The records.</param>
internal sealed record Filled(IReadOnlyList<string> Lines, IReadOnlyList<FieldSource> Sources)
{
    /// <summary>Nothing, where there is no line.</summary>
    public static void Add(
        Dictionary<string, Filled> fields,
        string key,
        IEnumerable<string?> lines,
        params IReadOnlyList<FieldSource> sources
    )
    {
        var said = lines.Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => l!).ToList();
        if (said.Count > 0)
        {
            fields[key] = new Filled(said, sources);
        }
    }
}
