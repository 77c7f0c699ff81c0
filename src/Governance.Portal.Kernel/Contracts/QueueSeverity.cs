using Governance.Domain.Incidents;
using Governance.Domain.ModelRisk;
using Governance.Domain.Models;
using Governance.Domain.Risks;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>How much something weighs, on the scale of what it is; one glyph shows all of them.</summary>
/// <param name="Scale">What the word is of.</param>
/// <param name="Word">The word of the scale.</param>
/// <param name="Bars">Bars of the glyph, one to four.</param>
public sealed record QueueSeverity(string Scale, string Word, int Bars)
{
    /// <summary>The class of a model; null where no one has classified it.</summary>
    public static QueueSeverity? Of(RiskClass? riskClass) =>
        riskClass is { } known ? new("Risk class", known.ToString(), (int)known + 1) : null;

    /// <summary>The severity of an incident.</summary>
    public static QueueSeverity Of(IncidentSeverity severity) => new("Severity", severity.ToString(), (int)severity + 1);

    /// <summary>The band of a risk.</summary>
    public static QueueSeverity Of(RiskBand band) => new("Band", band.ToString(), (int)band + 1);

    /// <summary>The severity of a finding, which is counted from the worst down.</summary>
    public static QueueSeverity Of(FindingSeverity severity) => new("Severity", severity.ToString(), 4 - (int)severity);
}
