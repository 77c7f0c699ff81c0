using Governance.Domain.Compliance;
using Governance.Domain.Systems;
using Governance.Localisation;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Classes, states and days in the words of the pages.</summary>
public static class ComplianceLabels
{
    private static readonly Dictionary<string, (string Word, int Bars)> s_classes = new(StringComparer.Ordinal)
    {
        ["out_of_scope"] = ("Outside the Regulation", 0),
        ["prohibited"] = ("Prohibited", 4),
        ["high_risk_annex_i"] = ("High-risk, Annex I", 3),
        ["high_risk_annex_iii"] = ("High-risk, Annex III", 3),
        ["gpai_systemic_risk"] = ("GPAI, systemic risk", 3),
        ["annex_iii_derogated"] = ("Not high-risk by derogation", 2),
        ["gpai"] = ("GPAI model", 2),
        ["transparency"] = ("Transparency", 2),
        ["minimal"] = ("Minimal", 1),
    };

    private static readonly Dictionary<string, string> s_stages = new(StringComparer.Ordinal)
    {
        ["scope"] = "Scope of the Regulation",
        ["role"] = "Roles",
        ["prohibited"] = "Prohibited practices",
        ["annex_i"] = "Regulated products",
        ["annex_iii"] = "Listed uses",
        ["derogation"] = "Derogation",
        ["transparency"] = "Transparency",
        ["gpai"] = "General-purpose models",
        ["flags"] = "Organisation",
        ["timing"] = "Timing",
    };

    /// <summary>A class in a few words.</summary>
    public static string Class(string id) => s_classes.TryGetValue(id, out var known) ? known.Word : id;

    /// <summary>Bars of a class, one to four; null where it has none.</summary>
    public static int? Bars(string id) => s_classes.TryGetValue(id, out var known) && known.Bars > 0 ? known.Bars : null;

    /// <summary>A part of the questionnaire.</summary>
    public static string Stage(string id) => s_stages.GetValueOrDefault(id, id);

    /// <summary>A role.</summary>
    public static string Role(Law law, string id) => law.Roles.FirstOrDefault(r => r.Id == id)?.Name ?? id;

    /// <summary>A day as people write it: 2 Dec 2027.</summary>
    public static string Day(DateOnly day) => Shapes.In(day, "d MMM yyyy");

    /// <summary>Where a system is in its life.</summary>
    public static string Life(LifeCycle life) =>
        life switch
        {
            LifeCycle.Idea => "Idea",
            LifeCycle.Development => "Development",
            LifeCycle.Testing => "Testing",
            LifeCycle.InUse => "In use",
            LifeCycle.Suspended => "Suspended",
            LifeCycle.Retired => "Retired",
        };

    /// <summary>What a part is.</summary>
    public static string Component(ComponentKind kind) =>
        kind switch
        {
            ComponentKind.GpaiModel => "GPAI model",
            ComponentKind.Model => "Model",
            ComponentKind.Dataset => "Dataset",
            ComponentKind.Service => "Service",
            ComponentKind.Software => "Software",
        };

    /// <summary>Where an assessment stands.</summary>
    public static (Tone Tone, string? Icon, string Word) State(AssessmentState? state) =>
        state is { } known ? State(known) : (Tone.Idle, null, "Not classified");

    private static (Tone Tone, string? Icon, string Word) State(AssessmentState state) =>
        state switch
        {
            AssessmentState.Open => (Tone.Idle, "edit", "Being answered"),
            AssessmentState.Submitted => (Tone.Info, "draw", "Waiting for a signature"),
            AssessmentState.Signed => (Tone.Pass, null, "Signed"),
            AssessmentState.NeedsReview => (Tone.Warn, null, "Needs review"),
            AssessmentState.Superseded => (Tone.Idle, "inventory_2", "Superseded"),
            AssessmentState.Withdrawn => (Tone.Idle, "inventory_2", "Withdrawn"),
        };

    /// <summary>A duty's status in the words of the matrix. What someone else owes is never a gap of ours.</summary>
    public static (Tone Tone, string? Icon, string Word) Status(DutyStanding standing)
    {
        if (!standing.Dated.Own)
        {
            return standing.Covered == standing.Kinds.Count
                ? (Tone.Info, "inbox", "Received")
                : (Tone.Idle, "outgoing_mail", "Still to ask for");
        }

        return standing.Status switch
        {
            DutyStatus.Satisfied when standing.ExpiresIn is 1 => (Tone.Warn, "schedule", "Expires in 1 d"),
            DutyStatus.Satisfied when standing.ExpiresIn is { } days => (Tone.Warn, "schedule", $"Expires in {days} d"),
            DutyStatus.Satisfied => (Tone.Pass, null, "Met"),
            // Nothing is missing but the person who says so.
            DutyStatus.InProgress when standing.Covered == standing.Kinds.Count => (Tone.Warn, "hourglass_top", "To be confirmed"),
            DutyStatus.InProgress => (Tone.Warn, "hourglass_top", "Partial"),
            DutyStatus.Open => (Tone.Fail, null, "Missing"),
            DutyStatus.Overdue => (Tone.Fail, "error", $"Missing since {Day(standing.OverdueSince!.Value)}"),
            DutyStatus.Upcoming => (Tone.Info, "event", "Upcoming"),
            DutyStatus.Suspended => (Tone.Idle, "pause_circle", "Suspended"),
            DutyStatus.NeedsReview => (Tone.Warn, null, "Needs review"),
            DutyStatus.NotApplicable => (Tone.Idle, "do_not_disturb_on", "Not applicable"),
        };
    }

    /// <summary>The heading an obligation stands under.</summary>
    public static string Group(LawObligation obligation) =>
        obligation.Classes.Contains("minimal") || obligation.Classes is ["prohibited"] ? "Everyone: literacy and prohibitions"
        : obligation.Classes is ["transparency"] ? "Transparency"
        : obligation.Classes.All(c => c.StartsWith("gpai", StringComparison.Ordinal)) ? "Providers of general-purpose models"
        : obligation.Classes is ["annex_iii_derogated"] ? "Provider, not high-risk by derogation"
        : obligation.Roles is ["deployer"] ? "Deployer, high-risk systems"
        : obligation.Roles.Contains("provider") ? "Provider, high-risk systems"
        : "Supply chain, high-risk systems";

    /// <summary>From when the duties of a group apply.</summary>
    public static string Applies(IEnumerable<DatedObligation> dated, DateOnly today)
    {
        var dates = dated.Select(d => d.AppliesFrom).Distinct().Order().ToList();
        return dates switch
        {
            [] => "",
            [null] => "Suspended by Art. 111",
            [{ } one] when one.DayNumber - today.DayNumber is 1 => $"Applies from {Day(one)}, in 1 d",
            [{ } one] => one > today ? $"Applies from {Day(one)}, in {one.DayNumber - today.DayNumber} d" : $"Has applied since {Day(one)}",
            _ => string.Join("; ", dates.OfType<DateOnly>().Select(d => T[d > today ? "from {0}" : "since {0}", Day(d)])),
        };
    }

    /// <summary>What a page says about the law it goes by.</summary>
    public static string Basis(Law law) =>
        $"{law.Regulation}, {T.Word(law.TextVersion)}. Data as of {Day(law.AsOf)}, questionnaire "
        + $"{law.QuestionnaireVersion}. Summaries with citations, not legal advice. Open an obligation for its date under Art. 113.";
}
