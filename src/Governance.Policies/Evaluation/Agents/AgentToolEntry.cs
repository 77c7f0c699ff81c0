using System.Globalization;

namespace Governance.Policies;

/// <summary>An entry of a rule <c>agent_tools</c>: which tools it is about, and when.</summary>
/// <param name="On">
/// A tool's readable name (<see cref="AgentTool.Id"/>), the beginning of one with <c>*</c> at its end, or <c>risk:</c> and a word of
/// <see cref="AgentVocabulary.ToolRisks"/>.
/// </param>
public sealed record AgentToolEntry(string On)
{
    /// <summary>What an entry about a risk begins with.</summary>
    public const string RiskPrefix = "risk:";

    /// <summary>Only for data within this scope; null for all.</summary>
    public string? Scope { get; init; }

    /// <summary>In <c>allow</c>: only up to this amount. In <c>ask</c> and <c>deny</c>: only above it. Null for all.</summary>
    public decimal? Amount { get; init; }

    /// <summary>Currency of <see cref="Amount"/>.</summary>
    public string? Currency { get; init; }

    /// <summary>Only in these hours; null for always.</summary>
    public AgentHours? Hours { get; init; }

    /// <summary>The word of an entry about a risk; null for one about names.</summary>
    public string? Risk { get; } = On.StartsWith(RiskPrefix, StringComparison.Ordinal) ? On[RiskPrefix.Length..] : null;

    /// <summary>Whether it holds for every call of its tools.</summary>
    public bool IsUnconditional => Scope is null && Amount is null && Hours is null;

    /// <summary>As people write it: <c>payments.transfer (&lt;= 500 EUR, 08:00-18:00 Europe/Berlin)</c>.</summary>
    /// <param name="allows">Whether it stands in <c>allow</c>, so that its amount is the highest.</param>
    public string Written(bool allows)
    {
        var conditions = string.Join(
            ", ",
            new[]
            {
                Scope,
                Amount is { } amount
                    ? string.Create(CultureInfo.InvariantCulture, $"{(allows ? "<=" : ">")} {amount:0.##########} {Currency}")
                    : null,
                Hours?.ToString(),
            }.OfType<string>()
        );
        return conditions.Length == 0 ? On : $"{On} ({conditions})";
    }

    /// <summary>Whether its name is that of a tool. What restricts takes letters of either case for the same, what allows does not.</summary>
    internal bool Names(string id, StringComparison comparison) =>
        Risk is null && (On[^1] == '*' ? id.AsSpan().StartsWith(On.AsSpan(0, On.Length - 1), comparison) : id.Equals(On, comparison));
}
