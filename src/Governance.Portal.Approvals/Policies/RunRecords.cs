using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Policies;

namespace Governance.Portal.Approvals.Policies;

/// <summary>
/// The rows that a gate run names in its input. A piece of evidence or a risk that someone gave to another model is not among those of
/// this one any more, and nothing read of this model shows it; the run that was made before still names it.
/// </summary>
internal static class RunRecords
{
    /// <summary>The evidence that was judged.</summary>
    public static RecordsAsked Evidence(GateRun? run) =>
        RecordsAsked.Of<Evidence>(nameof(Domain.Models.Evidence.Id), Ids<EvidenceId>(Input(run)?.Evidence.Select(e => e.Id)));

    /// <summary>The open risks that were judged.</summary>
    public static RecordsAsked Risks(GateRun? run) =>
        RecordsAsked.Of<Risk>(nameof(Risk.Id), Ids<RiskId>(Input(run)?.Risks?.Select(r => r.Id)));

    /// <summary>The alerts that were judged. Nothing removes them.</summary>
    public static RecordsAsked Alerts(GateRun? run)
    {
        var alerts = Ids<AlertId>(Input(run)?.Monitoring?.Alerts.Select(a => a.Id)).ToList();
        return RecordsAsked.Of<Alert>(nameof(Alert.Id), alerts).OrGone(alerts.Select(a => new object[] { ((AlertId)a).Number }));
    }

    /// <summary>The windows that were judged. Nothing removes them.</summary>
    public static RecordsAsked Windows(GateRun? run)
    {
        var monitoring = Input(run)?.Monitoring;
        var windows = Ids<WindowId>(new[] { monitoring?.Window?.Id, monitoring?.Performance?.Window.Id }.OfType<string>()).ToList();
        return RecordsAsked
            .Of<MonitoringWindow>(nameof(MonitoringWindow.Id), windows)
            .OrGone(windows.Select(w => new object[] { ((WindowId)w).Number }));
    }

    /// <summary>Whether a run judged evidence that someone attested.</summary>
    public static bool RestsOnAttestations(GateRun? run) => Input(run)?.Evidence.Any(e => e.AttestedBy.Count > 0) is true;

    private static GateInput? Input(GateRun? run) => run is null ? null : GateInput.Read(run.Input).Input;

    private static IEnumerable<object> Ids<T>(IEnumerable<string>? names)
        where T : struct, IDisplayId<T>
    {
        foreach (var name in names ?? [])
        {
            if (DisplayId.TryParse<T>(name, out var id))
            {
                yield return id;
            }
        }
    }
}
