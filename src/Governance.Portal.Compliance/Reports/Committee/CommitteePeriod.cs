using System.Globalization;

namespace Governance.Portal.Compliance.Reports.Committee;

/// <summary>The period of a committee pack, as its subject says it: <c>*@90d</c> is the whole installation over the last 90 days.</summary>
/// <param name="Days">Its days.</param>
internal sealed record CommitteePeriod(int Days)
{
    private const int Quarter = 90;
    private const string Prefix = "*@";

    /// <summary>The periods that can be chosen, the usual one first: the same as those of the key figures.</summary>
    public static IReadOnlyList<CommitteePeriod> All { get; } = [new(Quarter), new(30), new(180), new(365)];

    /// <summary>As it is asked for.</summary>
    public string Subject => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Days}d");

    /// <summary>For people.</summary>
    public string Words =>
        Days switch
        {
            30 => "Whole installation, last 30 days",
            180 => "Whole installation, last 180 days",
            365 => "Whole installation, last 365 days",
            _ => "Whole installation, last 90 days",
        };

    /// <summary>Reads a subject; <c>*</c> alone is the last quarter only where a pack is asked for.</summary>
    /// <param name="subject">As the caller wrote it.</param>
    public static CommitteePeriod? Read(string subject) => All.FirstOrDefault(p => p.Subject == subject);

    /// <summary>Reads what was asked for; the whole installation without a period is the last quarter.</summary>
    public static CommitteePeriod? Asked(string subject) => subject == "*" ? All[0] : Read(subject);
}
