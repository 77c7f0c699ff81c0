using System.Text.RegularExpressions;

namespace Governance.Architecture;

/// <summary>
/// Who and what may end an alert, once. A rule may read any alert, so whatever ends one is either what was measured of the same version,
/// worked
/// out anew from what the log states, or a person of the second line: a new end is named here, with which of them it is.
/// </summary>
public sealed partial class AlertEndTests
{
    private static readonly Dictionary<string, string> s_ends = new(StringComparer.Ordinal)
    {
        ["Governance.Portal.Approvals/Postures/PostureAlerts.cs"] = "the posture, judged anew; no rule reads its alert",
        ["Governance.Portal.Kernel/Facts/RaiseRiskAlerts.cs"] = "the gate, judged anew, of the same version; no rule reads its alert",
        ["Governance.Portal.Models/Registry/Agents/Tools/ToolAlerts.cs"] =
            "the tools that were seen, compared anew with the manifest of the same version; a key ends only what its own watcher saw",
        ["Governance.Portal.Operations/AgentRuns/EraseRuns.cs"] = "later runs of the agent that do not show it, not their absence",
        ["Governance.Portal.Operations/Decisions/FollowTraffic.cs"] =
            "decisions that must not be made were none for a day: their absence is what is asked for",
        ["Governance.Portal.Operations/Monitoring/Foreign/HandleMonitorCall.cs"] =
            "the sender who raised it, and only while no rule in force reads it (AlertJudges)",
        ["Governance.Portal.Operations/Monitoring/Monitors/RaiseMonitorAlerts.cs"] =
            "windows of the same version, or of the one that took the place of a version that is not used any more",
        ["Governance.Portal.Operations/Monitoring/Streams/WatchStreams.cs"] =
            "data came, or no one waits for it: who changes its rhythm or its monitor is asked of AlertJudges",
        ["Governance.Portal.Operations/Monitoring/Windows/DecideMeasurement.cs"] =
            "a second person of the second line withdrew what it rested on",
        ["Governance.Portal.Operations/Validation/FollowOverdue.cs"] = "a validation of the same schedule succeeded",
    };

    [Fact]
    public void Alert_EndsByItself_OnlyWhereTheListSaysWhy()
    {
        var found = Repository
            .Files("src", ".cs")
            .Where(f => Recovered().IsMatch(Repository.Read(f)))
            .Select(f => f["src/".Length..])
            .ToHashSet(StringComparer.Ordinal);

        Assert.Empty(found.Except(s_ends.Keys).Order(StringComparer.Ordinal));
        Assert.Empty(s_ends.Keys.Except(found).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Alert_EndsByAPersonsWord_InOneAct_WhichAsksWhoMay()
    {
        var found = Repository.Files("src", ".cs").Where(f => Resolved().IsMatch(Repository.Read(f))).ToList();

        Assert.Equal(["src/Governance.Portal.Operations/Monitoring/Alerts/HandleAlerts.cs"], found);
        Assert.Contains("judges.RefusesAsync(context, alert", Repository.Read(found[0]), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b(alert|over)\.Recover\(")]
    private static partial Regex Recovered();

    [GeneratedRegex(@"\balert\.Resolve\(")]
    private static partial Regex Resolved();
}
